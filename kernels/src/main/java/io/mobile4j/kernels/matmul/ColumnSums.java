package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;

/**
 * {@link RowSum} of one weight format: a few columns of many rows, whose sums stay in registers.
 */
sealed interface ColumnSums permits FloatRowSum, Q8RowSum {
  /** Columns at once. */
  int COLS = 4 * Lanes.LENGTH;

  /**
   * {@code out[at + c] += sum over r of a[first + r] * w[fromRow + r][fromCol + c]} for {@link
   * #COLS} columns, r from 0 to {@code rows} - 1.
   *
   * @param w [rows, cols]
   * @param fromCol a multiple of {@link #COLS}
   * @param a weights of the rows
   */
  void add(Matrix w, int fromRow, int rows, int fromCol, float[] a, int first, float[] out, int at);
}
