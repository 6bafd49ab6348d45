package io.mobile4j.nativeconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher's scripts: which Java, which SDK, which flags. */
class LauncherTest {
  private static final Path BIN =
      Path.of("").toAbsolutePath().getParent().resolve("native-config/bin");

  @TempDir private Path home;

  private Shell.Result sh(String script, Map<String, String> environment) throws Exception {
    String sourced =
        "set -eu; . %1$s/find-jdk.sh; . %1$s/find-tornado.sh; . %1$s/launch.sh; ".formatted(BIN);
    Map<String, String> clean =
        new java.util.HashMap<>(
            Map.of("HOME", home.toString(), "TORNADOVM_HOME", "", "JAVA_HOME", ""));
    clean.putAll(environment);
    return Shell.run(home, List.of("sh", "-c", sourced + script), clean);
  }

  /** A directory that looks like a JDK; its java prints what it was started with. */
  private Path jdk(String name, int version) throws IOException {
    Path bin = Files.createDirectories(home.resolve(name).resolve("bin"));
    Files.writeString(
        bin.resolveSibling("release"), "JAVA_VERSION=\"%d.0.1\"%n".formatted(version));
    for (String tool : List.of("java", "javac")) {
      Path file = bin.resolve(tool);
      Files.writeString(file, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return home.resolve(name);
  }

  private Path sdk(String version) throws IOException {
    Path sdk = home.resolve("an sdk");
    Files.createDirectories(sdk.resolve("share/java/tornado"));
    Files.createDirectories(sdk.resolve("etc"));
    Files.writeString(sdk.resolve("share/java/tornado/tornado-api-1.jar"), "");
    Files.writeString(sdk.resolve("etc/tornado.release"), "version=" + version + "\n");
    Files.writeString(sdk.resolve("tornado-argfile"), "# of another place\n");
    Files.writeString(
        sdk.resolve("tornado-argfile.template"), "--module-path .:${TORNADOVM_HOME}/share\n");
    return sdk;
  }

  private Shell.Result launch(Path jdk, Path sdk, String arguments) throws Exception {
    Files.createDirectories(home.resolve("lib"));
    Files.writeString(home.resolve("lib/a.jar"), "");
    String script =
        "JAVA_HOME='%s'; mobile4j_has_gpu() { return 1; }; mobile4j_launch . lib stand-in.jar . %s %s"
            .formatted(jdk, BIN, arguments);
    return sh(script, Map.of("TORNADOVM_HOME", sdk == null ? "none" : sdk.toString()));
  }

  @Test
  void oldJavaHomeIsPassedOver() throws Exception {
    Path old = jdk("old", 17);
    Path young = jdk(".jdks/young", 25);
    var result = sh("mobile4j_find_jdk ''; echo $JAVA_HOME", Map.of("JAVA_HOME", old.toString()));
    result.assertOk();
    assertEquals(young.toString(), result.out().strip());
  }

  @Test
  void withoutAJdkItSaysWhereItLooked() throws Exception {
    Path old = jdk("old", 17);
    // No system directory may offer one: only the given directory is searched.
    String nowhere = "mobile4j_jdk_version() { [ \"$1\" != '%s' ] || echo 17; }; ".formatted(old);
    var result = sh(nowhere + "mobile4j_find_jdk ''", Map.of("JAVA_HOME", old.toString()));
    assertEquals(1, result.exitCode());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(old + "(17)"), result.err());
  }

  @ParameterizedTest
  @CsvSource({
    "generate --device opencl:1 text, generate, opencl:1",
    "generate --device=host text, generate, host",
    "generate text, generate, auto",
    "--version, '', auto"
  })
  void readsCommandAndDevice(String arguments, String command, String device) throws Exception {
    var result =
        sh(
            "mobile4j_read_arguments %s; echo \"$mobile4j_command,$mobile4j_device\""
                .formatted(arguments),
            Map.of());
    assertEquals(command + "," + device, result.out().strip());
  }

  @Test
  void deviceOfTheSdkGetsItsFlagsAndNoStandIn() throws Exception {
    var result = launch(jdk("jdk", 25), sdk("5.2.0-jdk25"), "generate --device opencl x");
    result.assertOk();
    assertTrue(result.out().contains("@./tornado-argfile"), result.out());
    assertTrue(result.out().contains("tornado.args"), result.out());
    assertFalse(result.out().contains("stand-in.jar"), result.out());
    String flags = Files.readString(home.resolve("tornado-argfile"));
    assertTrue(flags.contains("--module-path \"" + home.resolve("an sdk") + "/share\""), flags);
    assertFalse(flags.contains(".:"), flags);
  }

  @ParameterizedTest
  @CsvSource({"generate --device host x", "generate --device cpu x", "generate x", "inspect dir"})
  void otherDevicesAndCommandsGetTheStandIn(String arguments) throws Exception {
    var result = launch(jdk("jdk", 25), sdk("5.2.0-jdk25"), arguments);
    result.assertOk();
    assertTrue(result.out().contains("lib/a.jar:stand-in.jar"), result.out());
    assertFalse(result.out().contains("tornado-argfile"), result.out());
  }

  @Test
  void sdkOfAnotherJdkIsOneClearLine() throws Exception {
    var result = launch(jdk("jdk", 25), sdk("5.2.0-jdk21"), "generate --device opencl x");
    assertEquals(2, result.exitCode());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("for JDK 21 and this is JDK 25"), result.err());
  }

  @Test
  void sdkWithoutItsBackendIsOneClearLine() throws Exception {
    Path sdk = sdk("5.2.0-jdk25");
    Files.writeString(
        sdk.resolve("tornado-argfile"), "--add-modules ALL-SYSTEM,tornado.drivers.opencl\n");
    var result = launch(jdk("jdk", 25), sdk, "generate --device opencl x");
    assertEquals(2, result.exitCode());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("lacks tornado-drivers-opencl"), result.err());
    Files.writeString(sdk.resolve("share/java/tornado/tornado-drivers-opencl-1.jar"), "");
    launch(jdk("jdk", 25), sdk, "generate --device opencl x").assertOk();
  }

  @Test
  void doctorIsToldWhyAnSdkWasLeftOut() throws Exception {
    var result = launch(jdk("jdk", 25), sdk("5.2.0-jdk21"), "doctor");
    result.assertOk();
    assertTrue(result.out().contains("-Dmobile4j.sdk.problem=the TornadoVM SDK at"), result.out());
  }

  @Test
  void withoutAnSdkEveryDeviceIsTheApplicationsBusiness() throws Exception {
    var result = launch(jdk("jdk", 25), null, "generate --device cuda x");
    result.assertOk();
    assertTrue(result.out().contains("stand-in.jar"), result.out());
  }
}
