package io.mobile4j.nativeconfig.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A self-contained archive of the application, without a model: unpack it and run its {@code
 * mobile4j} on a machine that has no Java and no network.
 *
 * <pre>
 * mobile4j       starts it
 * runtime/       Java
 * lib/           jars
 * stand-in/      jar of the host device
 * bin/           the launcher's parts and flags
 * tornado/       parts of the SDK, if one was installed
 * </pre>
 */
public final class Bundle {
  private static final List<String> LAUNCHER =
      List.of(
          "find-jdk.sh",
          "find-tornado.sh",
          "launch.sh",
          "jvm.args",
          "compiler-directives.json",
          "tornado.args");

  private final Path home;
  private final Optional<Path> sdk;
  private final Consumer<String> progress;
  private final Platform platform = Platform.here();

  /**
   * A bundle of what was built.
   *
   * @param home root of the source tree, built by its launcher
   * @param sdk directory of the TornadoVM SDK to include
   * @param progress told what is being done, a line at a time
   */
  public Bundle(Path home, Optional<Path> sdk, Consumer<String> progress) {
    this.home = home;
    this.sdk = sdk;
    this.progress = progress;
  }

  /**
   * Writes the archive; a failure leaves none.
   *
   * @return where it is: {@code target/mobile4j-OS-ARCH.tar.gz} under the home
   * @throws IOException if a part is missing, or the disk is full
   */
  public Path write() throws IOException {
    String name = "mobile4j-%s-%s".formatted(platform.os(), platform.arch());
    Path target = Files.createDirectories(home.resolve("target"));
    Path work = Files.createTempDirectory(target, "bundle");
    try {
      assemble(Files.createDirectory(work.resolve(name)));
      progress.accept("packing");
      Path packed = work.resolve(name + ".tar.gz");
      run(work, "tar", "-czf", packed.toString(), name);
      return Files.move(
          packed, target.resolve(packed.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      delete(work);
    }
  }

  private void assemble(Path directory) throws IOException {
    Set<String> systemModules = Set.of();
    if (sdk.isPresent()) {
      progress.accept("copying the parts needed of the SDK at " + sdk.get());
      SdkParts parts = new SdkParts(sdk.get());
      parts.copyTo(directory.resolve("tornado"));
      systemModules = parts.systemModules();
    }
    progress.accept("linking a Java runtime");
    JavaRuntime.link(directory.resolve("runtime"), systemModules);
    progress.accept("copying the application");
    copyJars(home.resolve("app/target/lib"), directory.resolve("lib"));
    copy("native-config/stand-in/target/mobile4j-stand-in.jar", directory.resolve("stand-in"));
    for (String file : LAUNCHER) {
      copy("native-config/bin/" + file, directory.resolve("bin"));
    }
    copy("LICENSE", directory);
    copy("NOTICE", directory);
    Path launcher = directory.resolve("mobile4j");
    Files.copy(home.resolve("native-config/bin/bundled-mobile4j"), launcher);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void copyJars(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> jars = Files.list(from)) {
      for (Path jar : jars.toList()) {
        TrimmedJar.copy(jar, to.resolve(jar.getFileName()), platform);
      }
    }
  }

  private void copy(String file, Path directory) throws IOException {
    Path from = home.resolve(file);
    Files.createDirectories(directory);
    Files.copy(from, directory.resolve(from.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void run(Path directory, String... command) throws IOException {
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    try {
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new IOException(command[0] + " failed with exit code " + exitCode);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command[0], e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
