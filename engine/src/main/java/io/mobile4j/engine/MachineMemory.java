package io.mobile4j.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Main memory of this machine, as far as this process may use it. */
final class MachineMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private MachineMemory() {}

  /**
   * Bytes that can be allocated without swapping; page cache that can be dropped counts as free.
   */
  static long availableBytes() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    // The bean knows a container's limit, but takes page cache for used memory.
    long limit = system.getTotalMemorySize();
    return Math.min(limit, Math.max(system.getFreeMemorySize(), memAvailable()));
  }

  private static long memAvailable() {
    if (!Files.isReadable(MEMINFO)) {
      return 0;
    }
    try (var lines = Files.lines(MEMINFO)) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
