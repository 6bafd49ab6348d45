package io.mobile4j.kernels.attention;

import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Quantizer;
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
    if (matrix.format() == WeightFormat.F32) {
      long start = (long) Float.BYTES * row * matrix.cols();
      MemorySegment.copy(x, offset, matrix.data(), FLOAT, start, matrix.cols());
    } else {
      Quantizer.row(x, offset, matrix, row);
    }
  }
}
