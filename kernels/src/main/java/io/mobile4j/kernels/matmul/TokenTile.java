package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;

/**
 * The inner loop for many tokens: some rows of weights by one or two vectors of tokens, with the
 * sums in registers. Lanes are tokens, so that nothing is summed across lanes; each weight is read
 * once for all of them.
 */
sealed interface TokenTile permits BroadTile, NarrowTile {
  /** Rows of a tile: a panel has a whole number of them. */
  int rows();

  /** Tokens of a tile. */
  int tokens();

  /**
   * {@code sums[r][t] += sum over c of panel[row + r][from + c] * x[c][t]}, c in [0, cols).
   *
   * @param panel {@link PanelProduct}'s
   * @param row first row; the panel has {@link #rows} from there, whatever is in the last of them
   * @param from first column
   * @param x [cols, tokens] from {@code xAt}
   * @param sums [rows, tokens] from {@code at}
   */
  void dot(Rows panel, int row, int from, int cols, float[] x, int xAt, float[] sums, int at);
}
