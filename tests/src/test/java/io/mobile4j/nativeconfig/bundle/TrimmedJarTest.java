package io.mobile4j.nativeconfig.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bundle carries the native libraries of its own platform only. */
class TrimmedJarTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "linux, x86_64, native/lib/linux-x86_64/cpu/libtokenizers.so, true",
    "linux, x86_64, native/lib/linux-aarch64/cpu/libtokenizers.so, false",
    "linux, x86_64, native/lib/osx-aarch64/cpu/libtokenizers.dylib, false",
    "linux, x86_64, native/lib/win-x86_64/cpu/tokenizers.dll, false",
    "linux, x86_64, com/sun/jna/linux-x86-64/libjnidispatch.so, true",
    "linux, x86_64, com/sun/jna/linux-x86/libjnidispatch.so, false",
    "linux, x86_64, com/sun/jna/win32-x86-64/jnidispatch.dll, false",
    "linux, x86_64, org/jline/nativ/Linux/x86_64/libjlinenative.so, true",
    "linux, aarch64, org/jline/nativ/Linux/arm64/libjlinenative.so, true",
    "linux, aarch64, org/jline/nativ/Mac/arm64/libjlinenative.dylib, false",
    "macos, aarch64, native/lib/osx-aarch64/cpu/libtokenizers.dylib, true",
    "macos, aarch64, com/sun/jna/darwin-aarch64/libjnidispatch.jnilib, true",
    "windows, x86_64, native/lib/win-x86_64/cpu/tokenizers.dll, true",
    "linux, x86_64, com/sun/jna/win32/Native.class, true",
    "linux, x86_64, META-INF/MANIFEST.MF, true",
    "linux, x86_64, native/lib/tokenizers.properties, true"
  })
  void keepsWhatRunsOnThePlatform(String os, String arch, String entry, boolean kept) {
    assertEquals(kept, TrimmedJar.runsOn(new Platform(os, arch), entry));
  }

  @Test
  void copiedEntriesAreUnchanged() throws IOException {
    List<String> names =
        List.of("a/A.class", "native/linux-x86_64/a.so", "native/win-x86_64/a.dll");
    Path jar = directory.resolve("in.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    Path trimmed = directory.resolve("out.jar");
    TrimmedJar.copy(jar, trimmed, new Platform("linux", "x86_64"));
    try (ZipFile zip = new ZipFile(trimmed.toFile())) {
      assertEquals(names.subList(0, 2), zip.stream().map(ZipEntry::getName).toList());
      String content =
          new String(
              zip.getInputStream(zip.getEntry(names.get(1))).readAllBytes(),
              StandardCharsets.UTF_8);
      assertEquals(names.get(1), content);
    }
  }

  @Test
  void jarWithoutForeignLibrariesIsCopiedAsItIs() throws IOException {
    Path jar = directory.resolve("in.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("a/A.class"));
      out.closeEntry();
    }
    Path copy = directory.resolve("out.jar");
    TrimmedJar.copy(jar, copy, Platform.here());
    assertEquals(-1, Files.mismatch(jar, copy));
  }

  @Test
  void platformsHaveTheNamesOfDownloads() {
    assertEquals(new Platform("linux", "x86_64"), Platform.of("Linux", "amd64"));
    assertEquals(new Platform("macos", "aarch64"), Platform.of("Mac OS X", "aarch64"));
    assertTrue(Platform.of("Windows 11", "amd64").os().equals("windows"));
  }
}
