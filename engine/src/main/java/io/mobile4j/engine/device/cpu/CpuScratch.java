package io.mobile4j.engine.device.cpu;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.attention.Queries;
import java.util.HashMap;
import java.util.Map;

/**
 * The activations of a pass: buffers by purpose and width, shared by all layers that ask for the
 * same.
 */
final class CpuScratch {
  private record Key(String purpose, int size) {}

  private final int tokens;
  private final Map<Key, Rows> buffers = new HashMap<>();
  private final float[][] threads;
  private Queries queries; // of the layer before; null at first

  /**
   * @param tokens T, rows of every buffer
   * @param threads computing threads
   * @param perThread floats of each thread's own memory
   */
  CpuScratch(int tokens, int threads, int perThread) {
    this.tokens = tokens;
    this.threads = new float[threads][perThread];
  }

  /** The buffer [T, size] for a purpose. */
  Rows rows(String purpose, int size) {
    return buffers.computeIfAbsent(
        new Key(purpose, size), key -> Rows.of(new float[Math.multiplyExact(tokens, size)], size));
  }

  /**
   * These queries; those of the layer before where they are the same, so that a decoded token does
   * not allocate them once a layer.
   */
  Queries queries(Rows q, int count, int position, int heads, float scale, int slidingWindow) {
    Queries last = queries;
    if (last == null
        || !last.q().equals(q)
        || last.tokens() != count
        || last.position() != position
        || last.heads() != heads
        || last.scale() != scale
        || last.slidingWindow() != slidingWindow) {
      queries = new Queries(q, count, position, heads, scale, slidingWindow);
    }
    return queries;
  }

  /** A thread's own memory. */
  float[] ofThread(int index) {
    return threads[index];
  }
}
