package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.LaneSum;
import jdk.incubator.vector.FloatVector;

/** The inner loop of the prefill: 4 rows of weights by 4 tokens, 16 sums in registers. */
final class Tile {
  /** Rows and tokens of a tile. */
  static final int SIDE = 4;

  private Tile() {}

  /**
   * {@code panel[row + r] . x[token + t]} over {@code cols} columns. Rows and tokens from {@code
   * lastRow} and {@code lastToken} on repeat the last.
   *
   * @param panel [lastRow + 1, cols]
   * @param x rows of the tokens, from the panel's first column
   * @param cols a multiple of the vector's length
   * @param sums receives 16 vectors, token by token the four rows': their lanes are still to be
   *     added
   */
  static void dot(
      Rows panel, int row, int lastRow, Rows x, int token, int lastToken, int cols, float[] sums) {
    float[] ws = panel.data();
    int w0 = panel.at(row);
    int w1 = panel.at(Math.min(row + 1, lastRow));
    int w2 = panel.at(Math.min(row + 2, lastRow));
    int w3 = panel.at(Math.min(row + 3, lastRow));
    float[] xs = x.data();
    int x0 = x.at(token);
    int x1 = x.at(Math.min(token + 1, lastToken));
    int x2 = x.at(Math.min(token + 2, lastToken));
    int x3 = x.at(Math.min(token + 3, lastToken));
    FloatVector s00 = FloatVector.zero(FLOAT);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    for (int i = 0; i < cols; i += LENGTH) {
      FloatVector a = FloatVector.fromArray(FLOAT, ws, w0 + i);
      FloatVector b = FloatVector.fromArray(FLOAT, ws, w1 + i);
      FloatVector c = FloatVector.fromArray(FLOAT, ws, w2 + i);
      FloatVector d = FloatVector.fromArray(FLOAT, ws, w3 + i);
      FloatVector v = FloatVector.fromArray(FLOAT, xs, x0 + i);
      s00 = a.fma(v, s00);
      s01 = b.fma(v, s01);
      s02 = c.fma(v, s02);
      s03 = d.fma(v, s03);
      v = FloatVector.fromArray(FLOAT, xs, x1 + i);
      s10 = a.fma(v, s10);
      s11 = b.fma(v, s11);
      s12 = c.fma(v, s12);
      s13 = d.fma(v, s13);
      v = FloatVector.fromArray(FLOAT, xs, x2 + i);
      s20 = a.fma(v, s20);
      s21 = b.fma(v, s21);
      s22 = c.fma(v, s22);
      s23 = d.fma(v, s23);
      v = FloatVector.fromArray(FLOAT, xs, x3 + i);
      s30 = a.fma(v, s30);
      s31 = b.fma(v, s31);
      s32 = c.fma(v, s32);
      s33 = d.fma(v, s33);
    }
    // Stored as they are: summing them here would be more than the compiler inlines in one method.
    s00.intoArray(sums, 0);
    s01.intoArray(sums, LENGTH);
    s02.intoArray(sums, 2 * LENGTH);
    s03.intoArray(sums, 3 * LENGTH);
    s10.intoArray(sums, 4 * LENGTH);
    s11.intoArray(sums, 5 * LENGTH);
    s12.intoArray(sums, 6 * LENGTH);
    s13.intoArray(sums, 7 * LENGTH);
    s20.intoArray(sums, 8 * LENGTH);
    s21.intoArray(sums, 9 * LENGTH);
    s22.intoArray(sums, 10 * LENGTH);
    s23.intoArray(sums, 11 * LENGTH);
    s30.intoArray(sums, 12 * LENGTH);
    s31.intoArray(sums, 13 * LENGTH);
    s32.intoArray(sums, 14 * LENGTH);
    s33.intoArray(sums, 15 * LENGTH);
  }

  /**
   * Adds the lanes of one token's vectors.
   *
   * @param sums what {@link #dot} has given
   * @param token 0 to {@link #SIDE} - 1
   * @param out receives the {@link LaneSum#sums} of the four rows
   */
  static void add(float[] sums, int token, float[] out) {
    int from = token * SIDE * LENGTH;
    LaneSum.sums(
            FloatVector.fromArray(FLOAT, sums, from),
            FloatVector.fromArray(FLOAT, sums, from + LENGTH),
            FloatVector.fromArray(FLOAT, sums, from + 2 * LENGTH),
            FloatVector.fromArray(FLOAT, sums, from + 3 * LENGTH))
        .intoArray(out, 0);
  }
}
