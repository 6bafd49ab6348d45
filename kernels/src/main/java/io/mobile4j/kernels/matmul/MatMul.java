package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.loader.weights.Matrix;

/**
 * Products with a weight matrix, a range of its rows a call, so that threads share one product by
 * taking different rows.
 *
 * <p>The value of an output never depends on the range it was computed in: any split gives
 * bit-identical results. Implementations may keep scratch memory for each calling thread.
 */
public interface MatMul {
  /**
   * {@code y[t][r] = sum over c of w[r][c] * x[t][c]} for r in [fromRow, toRow).
   *
   * @param w [rows, cols]
   * @param x [tokens, cols]
   * @param y [tokens, rows]; row r of the matrix goes to column r; other columns stay as they are
   * @param tokens rows of x and y; 1 is the decode path, bound by the reading of w
   * @param fromRow first row of w
   * @param toRow end of the rows
   */
  void multiply(Matrix w, Rows x, Rows y, int tokens, int fromRow, int toRow);

  /**
   * Two matrices of one shape times the same tokens, as {@link #multiply} of each: what it takes to
   * arrange the tokens is done once.
   *
   * @param y the products of v
   * @param z the products of w
   */
  default void multiplyBoth(
      Matrix v, Matrix w, Rows x, Rows y, Rows z, int tokens, int fromRow, int toRow) {
    multiply(v, x, y, tokens, fromRow, toRow);
    multiply(w, x, z, tokens, fromRow, toRow);
  }

  /**
   * {@code out[c] = sum over r of x[r - fromRow] * w[r][c]} for all columns c, r in [fromRow,
   * toRow): the product with the transpose of a band of rows.
   *
   * @param w [rows, cols]
   * @param fromRow first row of w
   * @param toRow end of the rows
   * @param x [toRow - fromRow] from {@code xOffset}
   * @param out [cols] from {@code outOffset}
   */
  void multiplyTransposed(
      Matrix w, int fromRow, int toRow, float[] x, int xOffset, float[] out, int outOffset);
}
