package io.mobile4j.nativeconfig.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies jars without the native libraries that they carry for other platforms. */
final class TrimmedJar {
  /** A directory such as "linux-x86_64", "win32-x86-64" or "Linux/x86_64" above a file. */
  private static final Pattern PLATFORM =
      Pattern.compile(
          "(?i)(?:^|/)(linux|osx|mac|darwin|win|win32|windows|freebsd|openbsd|dragonflybsd|sunos|aix)"
              + "[-/]([a-z0-9][a-z0-9_-]*)/");

  private TrimmedJar() {}

  static void copy(Path jar, Path to, Platform platform) throws IOException {
    try (ZipFile in = new ZipFile(jar.toFile())) {
      if (in.stream().allMatch(entry -> runsOn(platform, entry.getName()))) {
        Files.copy(jar, to, StandardCopyOption.COPY_ATTRIBUTES);
        return;
      }
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
        out.setLevel(Deflater.BEST_COMPRESSION);
        copyEntries(in, out, platform);
      }
    }
  }

  private static void copyEntries(ZipFile in, ZipOutputStream out, Platform platform)
      throws IOException {
    for (Enumeration<? extends ZipEntry> all = in.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      if (runsOn(platform, entry.getName())) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        try (var content = in.getInputStream(entry)) {
          content.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }

  /** Whether an entry is of use on a platform: classes always, libraries if they are for it. */
  static boolean runsOn(Platform platform, String entry) {
    Matcher matcher = PLATFORM.matcher(entry);
    if (entry.endsWith(".class") || entry.endsWith("/") || !matcher.find()) {
      return true;
    }
    String os = matcher.group(1).toLowerCase(Locale.ROOT);
    String wanted =
        switch (platform.os()) {
          case "macos" -> "osx|mac|darwin";
          case "windows" -> "win|win32|windows";
          default -> "linux";
        };
    String arch = matcher.group(2).replace('-', '_').replaceFirst("(?i)^arm64$", "aarch64");
    return os.matches(wanted) && arch.equalsIgnoreCase(platform.arch());
  }
}
