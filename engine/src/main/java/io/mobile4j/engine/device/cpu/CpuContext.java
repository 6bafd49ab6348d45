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
  /** Weights of one part: some ten microseconds of reading, beside which taking it is nothing. */
  private static final long PART_BYTES = 256 * 1024;

  /** Parts of each thread at most: the last ones end at about the same time. */
  private static final int MOST_PARTS = 4;

  /**
   * Multiplies {@code bytes} of weights by {@code tokens} tokens, some rows of them a part. One
   * token reads each weight once, and the threads take small parts as they get free. Several tokens
   * are packed anew for each part, so that each thread gets one.
   */
  void multiply(Part part, int tokens, long bytes) {
    int threads = workers.count();
    long parts = Math.min(bytes / PART_BYTES, (long) threads * MOST_PARTS);
    if (tokens > 1 || parts <= threads) {
      workers.run(part);
    } else {
      workers.share(part, (int) parts);
    }
  }
}
