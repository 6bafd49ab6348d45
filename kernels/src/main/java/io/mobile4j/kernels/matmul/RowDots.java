package io.mobile4j.kernels.matmul;

import io.mobile4j.loader.weights.Matrix;

/**
 * Dot products of a few rows of a matrix with one vector: the decode path of one weight format.
 *
 * <p>The rows share the loads of the vector, and are streams that the memory serves at once. Each
 * row's sum is taken in the same order whatever the others are.
 *
 * <p>The loops over columns end by {@code !=}, which the compiler does not take for a counted loop
 * and does not unroll. A counted loop has other load instructions for a row's first and last
 * columns than for those between, and reads from memory at three quarters of the speed: it seems
 * that processors, which prefetch for each load instruction, lose the stream at the end of a row
 * (docs/benchmarks.md).
 */
interface RowDots {
  /** Most {@link #rows} of any format. */
  int MAX_ROWS = 6;

  /** Rows at once. */
  int rows();

  /** Columns come in multiples of this. */
  int unit();

  /** Whether {@link #dot} reads the vector as {@link #arrange} leaves it, and not as it is. */
  default boolean arranges() {
    return false;
  }

  /** Floats that {@link #arrange} leaves of so many columns. */
  default int arranged(int cols) {
    return cols;
  }

  /**
   * Arranges columns of the vector.
   *
   * @param x the vector
   * @param from index of the first column
   * @param cols how many, a multiple of {@link #unit}
   * @param out [{@link #arranged}]
   */
  default void arrange(float[] x, int from, int cols, float[] out) {
    throw new UnsupportedOperationException("the vector is read as it is");
  }

  /**
   * Leaves the products of {@link #rows} rows with x, over columns [fromCol, toCol): of each row a
   * vector, whose lanes are to be summed. Summing here would be more than the compiler inlines in
   * one method.
   *
   * @param w [rows, cols]
   * @param row first row
   * @param step rows from one to the next
   * @param last the last one, counted in steps; those after it repeat it
   * @param fromCol first column, a multiple of {@link #unit}
   * @param toCol end of the columns, a multiple of {@link #unit}
   * @param x the vector, arranged if need be
   * @param at index of column {@code fromCol} in x
   * @param lanes [rows, the vector's length] from {@code out}
   */
  void dot(
      Matrix w,
      int row,
      int step,
      int last,
      int fromCol,
      int toCol,
      float[] x,
      int at,
      float[] lanes,
      int out);
}
