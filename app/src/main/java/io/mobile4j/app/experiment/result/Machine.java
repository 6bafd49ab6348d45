package io.mobile4j.app.experiment.result;

import io.mobile4j.nativeconfig.MachineMemory;
import io.mobile4j.nativeconfig.MachineProcessor;
import java.util.Locale;

/** The machine that figures come from. */
public final class Machine {
  private Machine() {}

  /** In a line: processor, memory, system, Java. */
  public static String line() {
    return String.format(
        Locale.ROOT,
        "%d x %s, %.0f GiB, %s, Java %s (%s)",
        Runtime.getRuntime().availableProcessors(),
        MachineProcessor.name(),
        MachineMemory.totalBytes() / (double) (1 << 30),
        System.getProperty("os.name"),
        Runtime.version().feature(),
        System.getProperty("java.vendor"));
  }
}
