package io.mobile4j.nativeconfig.bundle;

import java.util.Locale;

/**
 * Operating system and processor of this machine.
 *
 * @param os "linux", "macos" or "windows"
 * @param arch "x86_64", "aarch64" or what else Java calls it
 */
record Platform(String os, String arch) {
  static Platform here() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Platform of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String known = os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : "linux";
    return new Platform(known, osArch.equals("amd64") ? "x86_64" : osArch);
  }
}
