package io.mobile4j.nativeconfig.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.nativeconfig.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs what was built, unpacks it elsewhere, and runs it as on a machine without Java. */
class BundleTest {
  private static final long LARGEST = 60_000_000; // without an SDK
  private static final Path SOURCES = Path.of("").toAbsolutePath().getParent();

  @TempDir private static Path elsewhere;
  private static Path unpacked;
  private static long packedBytes;

  @BeforeAll
  static void packAndUnpack() throws Exception {
    Assumptions.assumeTrue(
        Files.isDirectory(SOURCES.resolve("app/target/lib")),
        "nothing is packaged: ./mvnw verify runs this test, ./mvnw test does not");
    Path archive = new Bundle(SOURCES, sdk(), line -> {}).write();
    packedBytes = Files.size(archive);
    Shell.run(elsewhere, List.of("tar", "-xzf", archive.toString())).assertOk();
    try (Stream<Path> directories = Files.list(elsewhere)) {
      unpacked = directories.findFirst().orElseThrow();
    }
  }

  private static Optional<Path> sdk() {
    return Optional.ofNullable(System.getProperty("tornado.sdk")).map(Path::of);
  }

  /** Runs the bundle with a path that has no Java on it. */
  private static Shell.Result mobile4j(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env", "-i", "PATH=/usr/bin:/bin", "HOME=" + elsewhere, unpacked + "/mobile4j"));
    command.addAll(List.of(arguments));
    return Shell.run(elsewhere, command);
  }

  @Test
  void isSmall() {
    if (sdk().isEmpty()) {
      assertTrue(packedBytes <= LARGEST, packedBytes + " bytes");
    } else {
      assertTrue(Files.exists(unpacked.resolve("tornado/tornado-argfile")));
      assertTrue(packedBytes <= LARGEST + 20_000_000, packedBytes + " bytes");
    }
  }

  @Test
  void answersOnItsOwnJava() throws Exception {
    String model = SOURCES.resolve("app/models/demo").toString();
    var result =
        mobile4j("generate", "--model", model, "--raw", "--max-new-tokens", "4", "--json", "Tom");
    result.assertOk();
    assertTrue(result.out().contains("\"tokens\""), result.out());
  }

  @Test
  void answersOnTheSdksDevice() throws Exception {
    Assumptions.assumeTrue(sdk().isPresent(), "no TornadoVM SDK is in the bundle");
    Assumptions.assumeTrue(
        mobile4j("doctor").out().contains("opencl:0"), "no OpenCL driver is installed");
    String model = SOURCES.resolve("app/models/demo").toString();
    List<String> texts = new ArrayList<>();
    for (String device : List.of("opencl", "cpu")) {
      var result =
          mobile4j(
              "generate", "--model", model, "--device", device, "--max-new-tokens", "8", "Tom");
      result.assertOk();
      texts.add(result.out());
    }
    assertEquals(texts.getLast(), texts.getFirst());
  }

  @Test
  void doctorFindsItsOwnRuntime() throws Exception {
    var result = mobile4j("doctor");
    result.assertOk();
    assertTrue(result.out().contains(unpacked.resolve("runtime").toString()), result.out());
    boolean hasDevices = Files.exists(Path.of("/etc/OpenCL/vendors"));
    if (sdk().isPresent() && hasDevices) {
      assertTrue(result.out().contains("opencl:0"), result.out());
    }
  }

  @Test
  void runsWithoutAHome() throws Exception {
    String doctor = unpacked + "/mobile4j doctor";
    var result =
        Shell.run(elsewhere, List.of("env", "-i", "PATH=/usr/bin:/bin", "sh", "-c", doctor));
    result.assertOk();
    assertTrue(result.out().contains("JVM"), result.out());
  }

  @Test
  void carriesNoModelAndItsLicences() throws Exception {
    try (Stream<Path> files = Files.walk(unpacked)) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".safetensors")));
    }
    assertTrue(Files.exists(unpacked.resolve("LICENSE")));
    assertTrue(Files.exists(unpacked.resolve("NOTICE")));
    var withoutModel = mobile4j("generate", "Tom");
    assertEquals(2, withoutModel.exitCode());
    assertTrue(withoutModel.err().contains("--model"), withoutModel.err());
  }

  @Test
  void leavesNothingHalfDone() throws Exception {
    try (Stream<Path> files = Files.list(SOURCES.resolve("target"))) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("bundle")));
    }
  }
}
