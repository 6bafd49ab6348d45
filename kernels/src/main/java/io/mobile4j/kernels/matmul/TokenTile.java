package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.Rows;
import jdk.incubator.vector.FloatVector;

/**
 * The inner loop for many tokens: 6 rows of weights by two vectors of tokens, 12 sums in registers.
 * Lanes are tokens, so that nothing is summed across lanes; each weight is read once for all of
 * them.
 */
final class TokenTile {
  /** Rows of a tile. */
  static final int ROWS = 6;

  /** Tokens of a tile. */
  static final int TOKENS = 2 * LENGTH;

  private TokenTile() {}

  /**
   * {@code sums[r][t] = sum over c of panel[row + r][c] * x[c][t]}. Rows after the last repeat it.
   *
   * @param panel [rows, cols]
   * @param row first row
   * @param lastRow the panel's last
   * @param x [cols, TOKENS] from {@code xAt}
   * @param sums [ROWS, TOKENS] from {@code at}
   */
  static void dot(
      Rows panel, int row, int lastRow, int cols, float[] x, int xAt, float[] sums, int at) {
    float[] w = panel.data();
    int w0 = panel.at(row);
    int w1 = panel.at(Math.min(row + 1, lastRow));
    int w2 = panel.at(Math.min(row + 2, lastRow));
    int w3 = panel.at(Math.min(row + 3, lastRow));
    int w4 = panel.at(Math.min(row + 4, lastRow));
    int w5 = panel.at(Math.min(row + 5, lastRow));
    FloatVector s00 = FloatVector.zero(FLOAT);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s40 = s00;
    FloatVector s41 = s00;
    FloatVector s50 = s00;
    FloatVector s51 = s00;
    for (int c = 0; c < cols; c++) {
      FloatVector u = FloatVector.fromArray(FLOAT, x, xAt + c * TOKENS);
      FloatVector v = FloatVector.fromArray(FLOAT, x, xAt + c * TOKENS + LENGTH);
      FloatVector weight = FloatVector.broadcast(FLOAT, w[w0 + c]);
      s00 = weight.fma(u, s00);
      s01 = weight.fma(v, s01);
      weight = FloatVector.broadcast(FLOAT, w[w1 + c]);
      s10 = weight.fma(u, s10);
      s11 = weight.fma(v, s11);
      weight = FloatVector.broadcast(FLOAT, w[w2 + c]);
      s20 = weight.fma(u, s20);
      s21 = weight.fma(v, s21);
      weight = FloatVector.broadcast(FLOAT, w[w3 + c]);
      s30 = weight.fma(u, s30);
      s31 = weight.fma(v, s31);
      weight = FloatVector.broadcast(FLOAT, w[w4 + c]);
      s40 = weight.fma(u, s40);
      s41 = weight.fma(v, s41);
      weight = FloatVector.broadcast(FLOAT, w[w5 + c]);
      s50 = weight.fma(u, s50);
      s51 = weight.fma(v, s51);
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + LENGTH);
    s10.intoArray(sums, at + TOKENS);
    s11.intoArray(sums, at + TOKENS + LENGTH);
    s20.intoArray(sums, at + 2 * TOKENS);
    s21.intoArray(sums, at + 2 * TOKENS + LENGTH);
    s30.intoArray(sums, at + 3 * TOKENS);
    s31.intoArray(sums, at + 3 * TOKENS + LENGTH);
    s40.intoArray(sums, at + 4 * TOKENS);
    s41.intoArray(sums, at + 4 * TOKENS + LENGTH);
    s50.intoArray(sums, at + 5 * TOKENS);
    s51.intoArray(sums, at + 5 * TOKENS + LENGTH);
  }
}
