package io.mobile4j.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The flags of every JVM name each method that uses vectors, and no other: one that is left out
 * starts slowly, or goes on allocating its vectors in one process of many.
 */
class CompilerFlagsTest {
  private static final Path FLAGS =
      Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."))
          .resolve("native-config/bin");
  private static final Pattern COMMAND =
      Pattern.compile(
          "-XX:CompileCommand=(inline|dontinline|CompileThresholdScaling),(io\\.mobile4j\\S+?)::([^,]+).*");
  private static final Pattern DIRECTIVE = Pattern.compile("\\s*\"(io/mobile4j\\S+)\\.(\\S+)\",?");

  /** Used neither by a prompt nor by a token: a measurement, and what is called once. */
  private static final Set<String> APART =
      Set.of(
          "io.mobile4j.kernels.bandwidth.MemoryBandwidth::read",
          "io.mobile4j.kernels.cpu.Kernels::vector",
          "io.mobile4j.kernels.matmul.Q8TileDots::bias");

  /** Compiled early it keeps its vectors as objects, as KernelAllocationTest shows. */
  private static final String LATE = "io.mobile4j.loader.weights.Q8Block::";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mobile4j.kernels", "io.mobile4j.loader");

  /** Class and method of each command of a kind, as written: the last letter may be a star. */
  private static Set<String> commands(String kind) throws IOException {
    Set<String> patterns = new TreeSet<>();
    for (String line : Files.readAllLines(FLAGS.resolve("jvm.args"))) {
      Matcher command = COMMAND.matcher(line);
      if (command.matches() && command.group(1).equals(kind)) {
        patterns.add(command.group(2) + "::" + command.group(3));
      }
    }
    assertFalse(patterns.isEmpty(), kind);
    return patterns;
  }

  private static Set<String> directives() throws IOException {
    return Files.readAllLines(FLAGS.resolve("compiler-directives.json")).stream()
        .map(DIRECTIVE::matcher)
        .filter(Matcher::matches)
        .map(match -> match.group(1).replace('/', '.') + "::" + match.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean matches(String pattern, JavaMethod method) {
    return name(method).matches(pattern.replace(".", "\\.").replace("*", ".*"));
  }

  private static String name(JavaMethod method) {
    return method.getOwner().getName() + "::" + method.getName();
  }

  private static List<JavaMethod> methods(Predicate<JavaMethod> which) {
    return PRODUCT.stream().flatMap(c -> c.getMethods().stream()).filter(which).toList();
  }

  private static boolean usesVectors(JavaMethod method) {
    return method.getCallsFromSelf().stream()
        .map(call -> call.getTargetOwner())
        .map(JavaClass::getPackageName)
        .anyMatch("jdk.incubator.vector"::equals);
  }

  /** Those of the methods that no pattern names. */
  private static Set<String> unnamed(Stream<JavaMethod> methods, Set<String> patterns) {
    return methods
        .filter(method -> patterns.stream().noneMatch(pattern -> matches(pattern, method)))
        .map(CompilerFlagsTest::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMethodThatUsesVectorsIsInlinedOrCompiledByItself() throws IOException {
    Set<String> named = commands("inline");
    named.addAll(commands("dontinline"));
    named.addAll(APART);
    assertEquals(Set.of(), unnamed(methods(CompilerFlagsTest::usesVectors).stream(), named));
  }

  @Test
  void whatIsCompiledByItselfIsCompiledEarly() throws IOException {
    Set<String> early = commands("CompileThresholdScaling");
    assertEquals(early, directives(), "compiler-directives.json names other methods");
    Stream<JavaMethod> byItself =
        commands("dontinline").stream()
            .filter(pattern -> !pattern.startsWith(LATE))
            .flatMap(pattern -> methods(method -> matches(pattern, method)).stream())
            .filter(CompilerFlagsTest::usesVectors);
    assertEquals(Set.of(), unnamed(byItself, early));
  }

  @Test
  void everyFlagNamesAMethod() throws IOException {
    Set<String> all = commands("inline");
    all.addAll(commands("dontinline"));
    all.addAll(commands("CompileThresholdScaling"));
    all.removeIf(pattern -> !methods(method -> matches(pattern, method)).isEmpty());
    assertEquals(Set.of(), all);
  }
}
