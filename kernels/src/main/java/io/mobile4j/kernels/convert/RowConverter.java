package io.mobile4j.kernels.convert;

import io.mobile4j.loader.weights.Matrix;

/** Reads rows of a weight matrix as floats; exact for every format. */
public interface RowConverter {
  /**
   * Reads columns [from, to) of a row.
   *
   * @param w [rows, cols]
   * @param row 0 to rows - 1
   * @param from first column
   * @param to end of the columns
   * @param out receives {@code to - from} values
   * @param outOffset index of the first in {@code out}
   */
  void read(Matrix w, int row, int from, int to, float[] out, int outOffset);

  /** Reads a whole row [cols]. */
  default void row(Matrix w, int row, float[] out, int outOffset) {
    read(w, row, 0, w.cols(), out, outOffset);
  }
}
