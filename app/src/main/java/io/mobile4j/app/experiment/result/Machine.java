package io.mobile4j.app.experiment.result;

import io.mobile4j.nativeconfig.MachineMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine that figures come from. */
public final class Machine {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final String NAME = "model name";

  private Machine() {}

  /** In a line: processor, memory, system, Java. */
  public static String line() {
    return String.format(
        Locale.ROOT,
        "%d x %s, %.0f GiB, %s, Java %s (%s)",
        Runtime.getRuntime().availableProcessors(),
        processor(),
        MachineMemory.totalBytes() / (double) (1 << 30),
        System.getProperty("os.name"),
        Runtime.version().feature(),
        System.getProperty("java.vendor"));
  }

  private static String processor() {
    if (Files.isReadable(CPUINFO)) {
      try (var lines = Files.lines(CPUINFO)) {
        return lines
            .filter(line -> line.startsWith(NAME))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElseGet(Machine::architecture);
      } catch (IOException e) {
        return architecture();
      }
    }
    return architecture();
  }

  private static String architecture() {
    return System.getProperty("os.arch");
  }
}
