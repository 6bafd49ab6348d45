package io.mobile4j.kernels.lanes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** What loops want to know of the processor beyond its vectors. */
public final class Processor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
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
    try (Stream<String> lines = Files.lines(CPUINFO)) {
      return lines
          .filter(line -> line.startsWith("vendor_id"))
          .limit(1)
          .anyMatch(line -> line.contains(INTEL));
    } catch (IOException e) {
      return false;
    }
  }
}
