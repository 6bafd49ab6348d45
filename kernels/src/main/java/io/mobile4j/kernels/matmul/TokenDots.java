package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;

/**
 * Dot products of a few rows of a matrix with a few tokens: short prompts in one weight format.
 *
 * <p>What is made of a weight serves all tokens, and while they are multiplied the next weights
 * come from memory. The loops are counted, unlike those of {@link RowDots}: most of what they read
 * is in the caches.
 */
interface TokenDots {
  /** Rows at once. */
  int ROWS = Lanes.WIDE ? 4 : 3;

  /** Tokens at once. */
  int TOKENS = Lanes.WIDE ? 4 : 2;

  /** Columns come in multiples of this. */
  int unit();

  /** Whether {@link #dot} reads tokens as {@link #arrange} leaves them, and not as they are. */
  default boolean arranges() {
    return false;
  }

  /** Floats that {@link #arrange} leaves of so many columns. */
  default int arranged(int cols) {
    return cols;
  }

  /**
   * Arranges columns of a token.
   *
   * @param x has the first column at {@code from}
   * @param cols how many, a multiple of {@link #unit}
   * @param out [{@link #arranged}] from {@code at}
   */
  default void arrange(float[] x, int from, int cols, float[] out, int at) {
    throw new UnsupportedOperationException("tokens are read as they are");
  }

  /**
   * Leaves the products of {@link #ROWS} rows with {@link #TOKENS} tokens, over columns [fromCol,
   * toCol): of each a vector, whose lanes are to be summed. Summing here would be more than the
   * compiler inlines in one method.
   *
   * @param w [rows, cols]
   * @param row first row
   * @param step rows from one to the next
   * @param last the last one, counted in steps; those after it repeat it
   * @param fromCol first column, a multiple of {@link #unit}
   * @param toCol end of the columns, a multiple of {@link #unit}
   * @param x [tokens, toCol - fromCol], or as {@link #arrange} leaves that
   * @param token first token
   * @param lastToken the last of all; those after it repeat it
   * @param lanes [TOKENS, ROWS, the vector's length] from {@code out}
   */
  void dot(
      Matrix w,
      int row,
      int step,
      int last,
      int fromCol,
      int toCol,
      Rows x,
      int token,
      int lastToken,
      float[] lanes,
      int out);
}
