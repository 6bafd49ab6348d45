package io.mobile4j.nativeconfig.bundle;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What kernels need of an installed TornadoVM SDK: the modules that its flags name with all that
 * these require, its native libraries, its flags and its licences. Most of an SDK is not needed.
 */
final class SdkParts {
  private static final List<String> JAR_DIRECTORIES =
      List.of("share/java/tornado", "share/java/graalJars");

  private final Path sdk;
  private final Set<Path> jars = new TreeSet<>();
  private final Set<String> systemModules = new TreeSet<>();

  SdkParts(Path sdk) throws IOException {
    this.sdk = sdk;
    Map<String, ModuleReference> modules = modules();
    Deque<String> open = new ArrayDeque<>(roots(modules.keySet()));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      ModuleReference module = modules.get(open.pop());
      jars.add(Path.of(module.location().orElseThrow()));
      for (ModuleDescriptor.Requires required : module.descriptor().requires()) {
        boolean needed = !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
        if (needed && seen.add(required.name())) {
          (modules.containsKey(required.name()) ? open : systemModules).add(required.name());
        }
      }
    }
  }

  /** All modules of the SDK; the compiler's own directory goes before, as it does at run time. */
  private Map<String, ModuleReference> modules() throws IOException {
    Map<String, ModuleReference> modules = new HashMap<>();
    for (String directory : JAR_DIRECTORIES) {
      try (Stream<Path> files = Files.list(sdk.resolve(directory))) {
        files
            .filter(file -> file.toString().endsWith(".jar"))
            .flatMap(SdkParts::module)
            .forEach(module -> modules.put(module.descriptor().name(), module));
      }
    }
    return modules;
  }

  private static Stream<ModuleReference> module(Path jar) {
    try {
      return ModuleFinder.of(jar).findAll().stream();
    } catch (FindException noModule) {
      return Stream.empty();
    }
  }

  private Set<String> roots(Set<String> modules) throws IOException {
    Set<String> roots = new TreeSet<>();
    for (String line : Files.readAllLines(sdk.resolve("tornado-argfile"))) {
      if (line.startsWith("--add-modules")) {
        roots.addAll(List.of(line.substring("--add-modules".length()).strip().split(",")));
      }
    }
    roots.retainAll(modules);
    return roots;
  }

  Set<Path> jars() {
    return jars;
  }

  /** Modules of the JDK itself that the SDK's require. */
  Set<String> systemModules() {
    return systemModules;
  }

  /** Copies the parts to where they lie in an SDK. */
  void copyTo(Path directory) throws IOException {
    for (Path jar : jars) {
      copy(jar, directory);
    }
    for (String file : List.of("tornado-argfile", "tornado-argfile.template", "etc", "lib")) {
      copyTree(sdk.resolve(file), directory);
    }
    try (Stream<Path> files = Files.list(sdk)) {
      for (Path licence :
          files.filter(f -> f.getFileName().toString().startsWith("LICENSE")).toList()) {
        copy(licence, directory);
      }
    }
  }

  private void copyTree(Path from, Path directory) throws IOException {
    if (Files.exists(from)) {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          copy(file, directory);
        }
      }
    }
  }

  private void copy(Path file, Path directory) throws IOException {
    Path to = directory.resolve(sdk.relativize(file).toString());
    Files.createDirectories(to.getParent());
    Files.copy(file, to);
  }
}
