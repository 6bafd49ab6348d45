package io.mobile4j.nativeconfig;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Main memory of this machine, as far as this process may use it. */
public final class MachineMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private MachineMemory() {}

  /** Bytes in all, or a container's limit. */
  public static long totalBytes() {
    return system().getTotalMemorySize();
  }

  /**
   * Bytes that can be allocated without swapping; page cache that can be dropped counts as free.
   */
  public static long availableBytes() {
    // The bean knows a container's limit, but takes page cache for used memory.
    return Math.min(totalBytes(), Math.max(system().getFreeMemorySize(), memAvailable()));
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
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
