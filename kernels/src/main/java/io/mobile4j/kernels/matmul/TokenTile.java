package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.WIDE;

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
   * {@code sums[r][t] += sum over c of panel[row + r][from + c] * x[c][t]}, c in [0, cols).
   *
   * @param panel {@link PanelProduct}'s
   * @param row first row; the panel has {@link #ROWS} from there, whatever is in the last of them
   * @param from first column
   * @param x [cols, TOKENS] from {@code xAt}
   * @param sums [ROWS, TOKENS] from {@code at}
   */
  static void dot(
      Rows panel, int row, int from, int cols, float[] x, int xAt, float[] sums, int at) {
    float[] w = panel.data();
    // At a distance that is a constant rows need no address each. With 16 vector registers the
    // compiler would then load all rows first, and keep sums on the stack.
    int w0 = panel.at(row) + from;
    int w1 = WIDE ? w0 + PanelProduct.STRIDE : panel.at(row + 1) + from;
    int w2 = WIDE ? w0 + 2 * PanelProduct.STRIDE : panel.at(row + 2) + from;
    int w3 = WIDE ? w0 + 3 * PanelProduct.STRIDE : panel.at(row + 3) + from;
    int w4 = WIDE ? w0 + 4 * PanelProduct.STRIDE : panel.at(row + 4) + from;
    int w5 = WIDE ? w0 + 5 * PanelProduct.STRIDE : panel.at(row + 5) + from;
    FloatVector s00 = FloatVector.fromArray(FLOAT, sums, at);
    FloatVector s01 = FloatVector.fromArray(FLOAT, sums, at + LENGTH);
    FloatVector s10 = FloatVector.fromArray(FLOAT, sums, at + TOKENS);
    FloatVector s11 = FloatVector.fromArray(FLOAT, sums, at + TOKENS + LENGTH);
    FloatVector s20 = FloatVector.fromArray(FLOAT, sums, at + 2 * TOKENS);
    FloatVector s21 = FloatVector.fromArray(FLOAT, sums, at + 2 * TOKENS + LENGTH);
    FloatVector s30 = FloatVector.fromArray(FLOAT, sums, at + 3 * TOKENS);
    FloatVector s31 = FloatVector.fromArray(FLOAT, sums, at + 3 * TOKENS + LENGTH);
    FloatVector s40 = FloatVector.fromArray(FLOAT, sums, at + 4 * TOKENS);
    FloatVector s41 = FloatVector.fromArray(FLOAT, sums, at + 4 * TOKENS + LENGTH);
    FloatVector s50 = FloatVector.fromArray(FLOAT, sums, at + 5 * TOKENS);
    FloatVector s51 = FloatVector.fromArray(FLOAT, sums, at + 5 * TOKENS + LENGTH);
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
