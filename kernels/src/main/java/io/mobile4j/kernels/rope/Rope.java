package io.mobile4j.kernels.rope;

import io.mobile4j.kernels.Rows;

/** Rotary position embedding (arXiv 2104.09864). */
public interface Rope {
  /**
   * Rotates the first {@code 2 * table.pairs()} values of each head in place: the pair (a, b)
   * becomes {@code (a cos - b sin, b cos + a sin)}.
   *
   * @param x the heads of one token, a row each; an offset into the head rotates its later part
   * @param heads rows of x
   * @param table cosines and sines
   * @param position row of the table
   */
  void rotate(Rows x, int heads, RopeTable table, int position);
}
