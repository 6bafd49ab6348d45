package io.mobile4j.loader.weights;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes {@link WeightFormat#Q8_0} of floats: of each block of 32, scale d = largest magnitude /
 * 127, and q = x / d rounded half to even. The largest error is d / 2.
 */
public final class Quantizer {
  private static final float LARGEST = 127f;

  private Quantizer() {}

  /**
   * Quantises one row.
   *
   * @param values the row, {@code target.cols()} values
   * @param target Q8_0 matrix
   * @param row which row of the target to fill
   * @throws ArithmeticException if a value is not finite, as no scale can stand for it
   */
  public static void row(float[] values, Matrix target, int row) {
    int cols = target.cols();
    long first = (long) row * cols;
    long scale = (long) row * target.format().scalesPerRow(cols);
    for (int from = 0; from < cols; from += WeightFormat.Q8_BLOCK) {
      int to = Math.min(cols, from + WeightFormat.Q8_BLOCK);
      float d = block(values, from, to, target.data(), first + from);
      target.scales().set(JAVA_FLOAT_UNALIGNED, scale++ * Float.BYTES, d);
    }
  }

  private static float block(float[] values, int from, int to, MemorySegment out, long offset) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    if (!Float.isFinite(largest)) {
      throw new ArithmeticException("not a finite value");
    }
    float d = largest / LARGEST;
    // A block of denormals has no usable inverse: it becomes zero.
    float inverse = d == 0 || Float.isInfinite(1 / d) ? 0 : 1 / d;
    for (int i = from; i < to; i++) {
      out.set(ValueLayout.JAVA_BYTE, offset + i - from, (byte) Math.rint(values[i] * inverse));
    }
    return d;
  }
}
