package io.mobile4j.nativeconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Every public member of the stand-in is one of the SDK's own API: what compiles here runs there.
 */
class StandInSignatureTest {
  private static final String API = "uk.ac.manchester.tornado.api";

  @Test
  void everyMemberIsTheSdks() throws Exception {
    String jar = System.getProperty("tornado.api.jar");
    Assumptions.assumeTrue(jar != null, "no TornadoVM SDK to compare the stand-in with");
    List<Class<?>> standIn = standInClasses();
    assertTrue(standIn.size() > 20);
    Set<String> foreign = new TreeSet<>();
    URL[] real = {Path.of(jar).toUri().toURL()};
    try (URLClassLoader sdk = new URLClassLoader(real, ClassLoader.getPlatformClassLoader())) {
      for (Class<?> type : standIn) {
        Class<?> same = Class.forName(type.getName(), false, sdk);
        assertFalse(same.getClassLoader().equals(type.getClassLoader()));
        Set<String> members = members(type).collect(Collectors.toCollection(TreeSet::new));
        members.removeAll(members(same).toList());
        foreign.addAll(members);
      }
    }
    assertEquals(Set.of(), foreign);
  }

  private static List<Class<?>> standInClasses() throws ClassNotFoundException {
    List<Class<?>> classes = new java.util.ArrayList<>();
    for (JavaClass found : new ClassFileImporter().importPackages(API)) {
      Class<?> type =
          Class.forName(found.getName(), false, StandInSignatureTest.class.getClassLoader());
      if (type.accessFlags().contains(AccessFlag.PUBLIC)) {
        classes.add(type);
      }
    }
    return classes;
  }

  /** The public face of a type, one line for each member, inherited ones included. */
  private static Stream<String> members(Class<?> type) {
    Stream<String> kind =
        Stream.of(
            "%s %s extends %s"
                .formatted(
                    type.isInterface() ? "interface" : type.isEnum() ? "enum" : "class",
                    type.getName(),
                    name(type.getSuperclass())));
    Stream<String> constructors = Arrays.stream(type.getConstructors()).map(c -> line(type, c));
    Stream<String> methods =
        Arrays.stream(type.getMethods()).filter(m -> !m.isSynthetic()).map(m -> line(type, m));
    Stream<String> fields = Arrays.stream(type.getFields()).map(f -> line(type, f));
    return Stream.of(kind, constructors, methods, fields).flatMap(s -> s);
  }

  private static String line(Class<?> type, Constructor<?> constructor) {
    return "%s(%s)%s".formatted(type.getName(), parameters(constructor), thrown(constructor));
  }

  private static String line(Class<?> type, Method method) {
    return "%s%s %s.%s(%s)%s"
        .formatted(
            method.accessFlags().contains(AccessFlag.STATIC) ? "static " : "",
            name(method.getReturnType()),
            type.getName(),
            method.getName(),
            parameters(method),
            thrown(method));
  }

  private static String line(Class<?> type, Field field) {
    return "%s%s %s.%s"
        .formatted(
            field.accessFlags().contains(AccessFlag.STATIC) ? "static " : "",
            name(field.getType()),
            type.getName(),
            field.getName());
  }

  private static String parameters(Executable executable) {
    return names(executable.getParameterTypes());
  }

  private static String thrown(Executable executable) {
    return " throws " + names(executable.getExceptionTypes());
  }

  private static String names(Class<?>[] types) {
    return Arrays.stream(types).map(StandInSignatureTest::name).collect(Collectors.joining(", "));
  }

  private static String name(Class<?> type) {
    return type == null ? "nothing" : type.getTypeName();
  }
}
