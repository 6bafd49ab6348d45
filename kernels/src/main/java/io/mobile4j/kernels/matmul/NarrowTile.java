package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.Rows;
import jdk.incubator.vector.FloatVector;

/**
 * One vector of tokens by 12 rows of weights, for tokens that would leave a {@link BroadTile} half
 * empty.
 */
final class NarrowTile implements TokenTile {
  /** Tokens of a tile. */
  static final int TOKENS = LENGTH;

  private static final int ROWS = 12;

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
    int w0 = panel.at(row) + from;
    int w1 = w0 + PanelProduct.STRIDE;
    int w2 = w0 + 2 * PanelProduct.STRIDE;
    int w3 = w0 + 3 * PanelProduct.STRIDE;
    int w4 = w0 + 4 * PanelProduct.STRIDE;
    int w5 = w0 + 5 * PanelProduct.STRIDE;
    int w6 = w0 + 6 * PanelProduct.STRIDE;
    int w7 = w0 + 7 * PanelProduct.STRIDE;
    int w8 = w0 + 8 * PanelProduct.STRIDE;
    int w9 = w0 + 9 * PanelProduct.STRIDE;
    int w10 = w0 + 10 * PanelProduct.STRIDE;
    int w11 = w0 + 11 * PanelProduct.STRIDE;
    FloatVector s0 = FloatVector.fromArray(FLOAT, sums, at);
    FloatVector s1 = FloatVector.fromArray(FLOAT, sums, at + TOKENS);
    FloatVector s2 = FloatVector.fromArray(FLOAT, sums, at + 2 * TOKENS);
    FloatVector s3 = FloatVector.fromArray(FLOAT, sums, at + 3 * TOKENS);
    FloatVector s4 = FloatVector.fromArray(FLOAT, sums, at + 4 * TOKENS);
    FloatVector s5 = FloatVector.fromArray(FLOAT, sums, at + 5 * TOKENS);
    FloatVector s6 = FloatVector.fromArray(FLOAT, sums, at + 6 * TOKENS);
    FloatVector s7 = FloatVector.fromArray(FLOAT, sums, at + 7 * TOKENS);
    FloatVector s8 = FloatVector.fromArray(FLOAT, sums, at + 8 * TOKENS);
    FloatVector s9 = FloatVector.fromArray(FLOAT, sums, at + 9 * TOKENS);
    FloatVector s10 = FloatVector.fromArray(FLOAT, sums, at + 10 * TOKENS);
    FloatVector s11 = FloatVector.fromArray(FLOAT, sums, at + 11 * TOKENS);
    for (int c = 0; c < cols; c++) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, xAt + c * TOKENS);
      s0 = FloatVector.broadcast(FLOAT, w[w0 + c]).fma(v, s0);
      s1 = FloatVector.broadcast(FLOAT, w[w1 + c]).fma(v, s1);
      s2 = FloatVector.broadcast(FLOAT, w[w2 + c]).fma(v, s2);
      s3 = FloatVector.broadcast(FLOAT, w[w3 + c]).fma(v, s3);
      s4 = FloatVector.broadcast(FLOAT, w[w4 + c]).fma(v, s4);
      s5 = FloatVector.broadcast(FLOAT, w[w5 + c]).fma(v, s5);
      s6 = FloatVector.broadcast(FLOAT, w[w6 + c]).fma(v, s6);
      s7 = FloatVector.broadcast(FLOAT, w[w7 + c]).fma(v, s7);
      s8 = FloatVector.broadcast(FLOAT, w[w8 + c]).fma(v, s8);
      s9 = FloatVector.broadcast(FLOAT, w[w9 + c]).fma(v, s9);
      s10 = FloatVector.broadcast(FLOAT, w[w10 + c]).fma(v, s10);
      s11 = FloatVector.broadcast(FLOAT, w[w11 + c]).fma(v, s11);
    }
    s0.intoArray(sums, at);
    s1.intoArray(sums, at + TOKENS);
    s2.intoArray(sums, at + 2 * TOKENS);
    s3.intoArray(sums, at + 3 * TOKENS);
    s4.intoArray(sums, at + 4 * TOKENS);
    s5.intoArray(sums, at + 5 * TOKENS);
    s6.intoArray(sums, at + 6 * TOKENS);
    s7.intoArray(sums, at + 7 * TOKENS);
    s8.intoArray(sums, at + 8 * TOKENS);
    s9.intoArray(sums, at + 9 * TOKENS);
    s10.intoArray(sums, at + 10 * TOKENS);
    s11.intoArray(sums, at + 11 * TOKENS);
  }
}
