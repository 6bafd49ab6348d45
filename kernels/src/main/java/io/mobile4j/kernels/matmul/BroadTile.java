package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.WIDE;

import io.mobile4j.kernels.Rows;
import jdk.incubator.vector.FloatVector;

/**
 * Two vectors of tokens by 8 rows of weights, or by 6 where there are 16 registers for the sums and
 * what they are made of.
 */
final class BroadTile implements TokenTile {
  /** Tokens of a tile. */
  static final int TOKENS = 2 * LENGTH;

  private static final int ROWS = WIDE ? 8 : 6;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int tokens() {
    return TOKENS;
  }

  @Override
  public void dot(
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
    int w6 = w0 + 6 * PanelProduct.STRIDE;
    int w7 = w0 + 7 * PanelProduct.STRIDE;
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
    FloatVector s60 = s50;
    FloatVector s61 = s50;
    FloatVector s70 = s50;
    FloatVector s71 = s50;
    if (WIDE) {
      s60 = FloatVector.fromArray(FLOAT, sums, at + 6 * TOKENS);
      s61 = FloatVector.fromArray(FLOAT, sums, at + 6 * TOKENS + LENGTH);
      s70 = FloatVector.fromArray(FLOAT, sums, at + 7 * TOKENS);
      s71 = FloatVector.fromArray(FLOAT, sums, at + 7 * TOKENS + LENGTH);
    }
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
      if (WIDE) {
        weight = FloatVector.broadcast(FLOAT, w[w6 + c]);
        s60 = weight.fma(u, s60);
        s61 = weight.fma(v, s61);
        weight = FloatVector.broadcast(FLOAT, w[w7 + c]);
        s70 = weight.fma(u, s70);
        s71 = weight.fma(v, s71);
      }
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
    if (WIDE) {
      s60.intoArray(sums, at + 6 * TOKENS);
      s61.intoArray(sums, at + 6 * TOKENS + LENGTH);
      s70.intoArray(sums, at + 7 * TOKENS);
      s71.intoArray(sums, at + 7 * TOKENS + LENGTH);
    }
  }
}
