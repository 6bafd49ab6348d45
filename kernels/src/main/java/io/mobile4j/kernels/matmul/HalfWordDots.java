package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.lanes.Pairs;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Weights of 16 bits by words of two, each of which becomes a float where it is. */
abstract sealed class HalfWordDots implements RowDots permits Bf16WordDots, F16WordDots {
  static final int ROWS = 4;

  /** Weights at once: those of a vector of words. */
  static final int STRIDE = 2 * LENGTH;

  private final float times;

  /**
   * @param times what the vector is multiplied by, a power of two
   */
  HalfWordDots(float times) {
    this.times = times;
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public final int unit() {
    return STRIDE;
  }

  @Override
  public final boolean arranges() {
    return true;
  }

  @Override
  public final void arrange(float[] x, int from, int cols, float[] out) {
    arrange(x, from, cols, times, out, 0);
  }

  /**
   * A vector for the upper weights of a vector of words, one for the lower.
   *
   * @param times what they are multiplied by
   * @param out [cols] from {@code at}
   */
  static void arrange(float[] x, int from, int cols, float times, float[] out, int at) {
    FloatVector factor = FloatVector.broadcast(FLOAT, times);
    for (int i = 0; i < cols; i += STRIDE) {
      IntVector low = FloatVector.fromArray(FLOAT, x, from + i).reinterpretAsInts();
      IntVector high = FloatVector.fromArray(FLOAT, x, from + i + LENGTH).reinterpretAsInts();
      int to = at + i;
      Pairs.odd(low, high).reinterpretAsFloats().mul(factor).intoArray(out, to);
      Pairs.even(low, high).reinterpretAsFloats().mul(factor).intoArray(out, to + LENGTH);
    }
  }
}
