package io.mobile4j.kernels.lanes;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** What loops want to know of the processor beyond its vectors. */
public final class Processor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final String VENDOR = "vendor_id";
  private static final String INTEL = "GenuineIntel";

  /**
   * Whether more streams than a loop needs are read faster: measured on one of Intel's, whose
   * caches fetch ahead for each stream. On AMD's more were slower (docs/benchmarks.md, machines D
   * and E).
   */
  public static final boolean MORE_STREAMS = intel();

  private Processor() {}

  /** Whether Linux or Windows says so; false where neither does. */
  private static boolean intel() {
    if (!Files.isReadable(CPUINFO)) {
      return Objects.requireNonNullElse(System.getenv("PROCESSOR_IDENTIFIER"), "").contains(INTEL);
    }
    // No stream: this runs before the first token, and linking lambdas takes longer than the rest.
    try (BufferedReader lines = Files.newBufferedReader(CPUINFO)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(VENDOR)) {
          return line.contains(INTEL);
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
