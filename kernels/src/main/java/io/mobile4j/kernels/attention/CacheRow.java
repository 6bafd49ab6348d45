package io.mobile4j.kernels.attention;

import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Writes one row of a cache. */
final class CacheRow {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private CacheRow() {}

  static void write(Matrix matrix, int row, float[] x, int offset) {
    long start = (long) row * matrix.cols() * matrix.format().valueBytes();
    if (matrix.format() == WeightFormat.F32) {
      MemorySegment.copy(x, offset, matrix.data(), FLOAT, start, matrix.cols());
      return;
    }
    int blocks = matrix.format().scalesPerRow(matrix.cols());
    for (int block = 0; block < blocks; block++) {
      int from = block * WeightFormat.Q8_BLOCK;
      int size = Math.min(WeightFormat.Q8_BLOCK, matrix.cols() - from);
      float scale = quantize(x, offset + from, size, matrix.data(), start + from);
      matrix.scales().set(FLOAT, Float.BYTES * ((long) row * blocks + block), scale);
    }
  }

  /** Rounds to multiples of a 127th of the largest magnitude, which is returned. */
  private static float quantize(float[] x, int offset, int size, MemorySegment out, long start) {
    float largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, Math.abs(x[offset + i]));
    }
    float scale = largest / 127;
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = 0; i < size; i++) {
      byte quant = (byte) Math.rint(x[offset + i] * inverse);
      out.set(ValueLayout.JAVA_BYTE, start + i, quant);
    }
    return scale;
  }
}
