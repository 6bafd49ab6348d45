package io.mobile4j.loader.weights;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Weights as floats, whatever their format. For loading, not for inference. */
public final class Values {
  private Values() {}

  /**
   * Copies values of one row of a matrix.
   *
   * @param matrix [rows, cols]
   * @param row which row
   * @param out gets {@code cols} values from {@code offset}
   */
  public static void row(Matrix matrix, int row, float[] out, int offset) {
    long first = (long) row * matrix.cols();
    MemorySegment data = matrix.data();
    switch (matrix.format()) {
      case F32 ->
          MemorySegment.copy(
              data, JAVA_FLOAT_UNALIGNED, first * Float.BYTES, out, offset, matrix.cols());
      case BF16 -> {
        for (int c = 0; c < matrix.cols(); c++) {
          out[offset + c] = Bf16.toFloat(data.get(JAVA_SHORT_UNALIGNED, (first + c) * Short.BYTES));
        }
      }
      case F16 -> {
        for (int c = 0; c < matrix.cols(); c++) {
          out[offset + c] =
              Float.float16ToFloat(data.get(JAVA_SHORT_UNALIGNED, (first + c) * Short.BYTES));
        }
      }
      case Q8_0, Q8_0_TILES -> quantisedRow(matrix, row, out, offset);
    }
  }

  /** All values of a matrix, row after row. */
  public static float[] all(Matrix matrix) {
    float[] values = new float[Math.multiplyExact(matrix.rows(), matrix.cols())];
    for (int r = 0; r < matrix.rows(); r++) {
      row(matrix, r, values, r * matrix.cols());
    }
    return values;
  }

  private static void quantisedRow(Matrix matrix, int row, float[] out, int offset) {
    for (int c = 0; c < matrix.cols(); c++) {
      out[offset + c] =
          matrix.data().get(ValueLayout.JAVA_BYTE, matrix.offset(row, c))
              * matrix.scale(row, c / WeightFormat.Q8_BLOCK);
    }
  }
}
