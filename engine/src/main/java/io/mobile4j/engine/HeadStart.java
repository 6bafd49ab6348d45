package io.mobile4j.engine;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.cpu.WarmUp;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.MachineProcessor;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The CPU's warm-up, which a program can begin before it knows its model and options. */
public final class HeadStart {
  private static final AtomicReference<WarmUp> BEGUN = new AtomicReference<>();

  private HeadStart() {}

  /**
   * Begins to compile the kernels of the CPU, for weights in BF16, as nearly all released
   * checkpoints have them. The next engine that is opened goes on with it or, if it does not
   * compute on the CPU, ends it.
   */
  public static void begin() {
    end(BEGUN.getAndSet(warmUp(List.of(WeightFormat.BF16))));
  }

  /** What was begun, or a new one, for weights in these formats, too. */
  static WarmUp goOn(List<WeightFormat> formats) {
    WarmUp begun = BEGUN.getAndSet(null);
    if (begun == null) {
      return warmUp(formats);
    }
    begun.add(formats);
    return begun;
  }

  /** Ends what was begun. */
  static void end() {
    end(BEGUN.getAndSet(null));
  }

  private static void end(WarmUp begun) {
    if (begun != null) {
      begun.close();
    }
  }

  private static WarmUp warmUp(List<WeightFormat> formats) {
    return WarmUp.start(() -> Kernels.best(MachineProcessor.intel()), formats);
  }
}
