package io.mobile4j.engine.device.cpu;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Workers;
import io.mobile4j.loader.weights.DenseWeights;

/**
 * What every part of the CPU device works with.
 *
 * @param maxTokens T, most positions of a pass
 */
record CpuContext(Kernels kernels, Workers workers, DenseWeights weights, int maxTokens) {
  /** Weights of one unit: some ten microseconds of reading, beside which taking it is nothing. */
  private static final long UNIT_BYTES = 256 * 1024;

  /** Units of each thread at most: the last ones end at about the same time. */
  private static final int MOST_UNITS = 8;

  /**
   * Multiplies {@code bytes} of weights by {@code tokens} tokens, some rows of them a unit. One
   * token reads each weight once: a thread begins with three quarters of its units in one run, as
   * each run takes a few microseconds to get going, and takes the rest one by one as it gets free.
   * Several tokens are packed anew for each part, so that each thread gets one.
   */
  void multiply(Part part, int tokens, long bytes) {
    int threads = workers.count();
    int units = (int) Math.min(bytes / UNIT_BYTES, (long) threads * MOST_UNITS);
    if (tokens > 1 || units <= threads) {
      workers.run(part);
    } else {
      workers.share(part, units, Math.max(1, units / threads * 3 / 4));
    }
  }
}
