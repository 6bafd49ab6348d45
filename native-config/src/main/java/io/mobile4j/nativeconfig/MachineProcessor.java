package io.mobile4j.nativeconfig;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The processor of this machine, as far as the system tells. */
public final class MachineProcessor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final boolean INTEL = vendor().contains("GenuineIntel");

  private MachineProcessor() {}

  /** Whether it is one of Intel's; false where the system does not tell. */
  public static boolean intel() {
    return INTEL;
  }

  /** Its model, or else its architecture. */
  public static String name() {
    return linux("model name").orElseGet(() -> System.getProperty("os.arch"));
  }

  private static String vendor() {
    Optional<String> linux = linux("vendor_id");
    return linux.isPresent()
        ? linux.get()
        : Objects.requireNonNullElse(System.getenv("PROCESSOR_IDENTIFIER"), ""); // Windows
  }

  /** What Linux says of the first core. */
  private static Optional<String> linux(String key) {
    if (!Files.isReadable(CPUINFO)) {
      return Optional.empty();
    }
    // No stream: this runs before the first token, and the JVM would take longer to link it.
    try (BufferedReader lines = Files.newBufferedReader(CPUINFO)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(key)) {
          return Optional.of(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
