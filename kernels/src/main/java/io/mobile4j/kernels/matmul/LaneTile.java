package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.BYTES;
import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.WIDE;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.kernels.lanes.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The inner loop for a few tokens: 4 rows of weights by 4 tokens, or by 2 where there may be no
 * more than 16 registers for the sums and what they are made of. Lanes are columns, and are summed
 * at the end.
 */
final class LaneTile {
  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Tokens of a tile. */
  static final int TOKENS = WIDE ? 4 : 2;

  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT.withOrder(ORDER);

  /** Bytes of one token's vectors, which are to be summed, in a tile's memory. */
  private static final int TOKEN_BYTES = ROWS * BYTES;

  // On a cache line, so that vectors stored there can be loaded at once; freed with the tile.
  private final MemorySegment memory =
      Arena.ofAuto().allocate((long) TOKENS * TOKEN_BYTES, TOKEN_BYTES);

  /**
   * Adds the products of a tile, {@code panel[row + r] . x[token + t]}, to y[token + t][row + r].
   *
   * @param panel [rows, cols]
   * @param row first row
   * @param rows all of the panel
   * @param x [tokens, cols]
   * @param token first token
   * @param tokens all of x
   * @param cols a multiple of the vector's length
   * @param y [tokens, rows]
   */
  void add(Rows panel, int row, int rows, Rows x, int token, int tokens, int cols, Rows y) {
    long lanes = Lanes.address(memory, 0);
    dot(panel, row, rows - 1, x, token, tokens - 1, cols, lanes);
    for (int t = 0; t < Math.min(TOKENS, tokens - token); t++) {
      int out = y.at(token + t) + row;
      if (row + ROWS <= rows) {
        addFour(lanes + t * TOKEN_BYTES, y.data(), out);
      } else {
        addSome(lanes + t * TOKEN_BYTES, rows - row, y.data(), out);
      }
    }
  }

  private static FloatVector sums(long lanes) {
    FloatVector a = FloatVector.fromMemorySegment(FLOAT, MEMORY, lanes, ORDER);
    FloatVector b = FloatVector.fromMemorySegment(FLOAT, MEMORY, lanes + BYTES, ORDER);
    FloatVector c = FloatVector.fromMemorySegment(FLOAT, MEMORY, lanes + 2 * BYTES, ORDER);
    FloatVector d = FloatVector.fromMemorySegment(FLOAT, MEMORY, lanes + 3 * BYTES, ORDER);
    return LaneSum.sums(a, b, c, d);
  }

  private static void addFour(long lanes, float[] y, int out) {
    // Not by a vector of four: the Vector API's methods are shared by all that call them, and what
    // the compiler knows of their receivers is no longer one class then.
    DotSums.addFour(sums(lanes), y, out);
  }

  private static void addSome(long lanes, int rows, float[] y, int out) {
    sums(lanes).intoMemorySegment(MEMORY, lanes, ORDER);
    for (int r = 0; r < rows; r++) {
      y[out + r] += MEMORY.get(FLOATS, lanes + 4L * r * LaneSum.STEP);
    }
  }

  /**
   * Leaves the vectors whose lanes are to be summed in memory: token by token, row by row.
   *
   * <p>Summing here would be more than the compiler inlines in one method. Rows and tokens after
   * the last repeat it.
   */
  private static void dot(
      Rows panel, int row, int lastRow, Rows x, int token, int lastToken, int cols, long lanes) {
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
      if (WIDE) {
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
    }
    s00.intoMemorySegment(MEMORY, lanes, ORDER);
    s01.intoMemorySegment(MEMORY, lanes + BYTES, ORDER);
    s02.intoMemorySegment(MEMORY, lanes + 2 * BYTES, ORDER);
    s03.intoMemorySegment(MEMORY, lanes + 3 * BYTES, ORDER);
    s10.intoMemorySegment(MEMORY, lanes + 4 * BYTES, ORDER);
    s11.intoMemorySegment(MEMORY, lanes + 5 * BYTES, ORDER);
    s12.intoMemorySegment(MEMORY, lanes + 6 * BYTES, ORDER);
    s13.intoMemorySegment(MEMORY, lanes + 7 * BYTES, ORDER);
    if (WIDE) {
      s20.intoMemorySegment(MEMORY, lanes + 8 * BYTES, ORDER);
      s21.intoMemorySegment(MEMORY, lanes + 9 * BYTES, ORDER);
      s22.intoMemorySegment(MEMORY, lanes + 10 * BYTES, ORDER);
      s23.intoMemorySegment(MEMORY, lanes + 11 * BYTES, ORDER);
      s30.intoMemorySegment(MEMORY, lanes + 12 * BYTES, ORDER);
      s31.intoMemorySegment(MEMORY, lanes + 13 * BYTES, ORDER);
      s32.intoMemorySegment(MEMORY, lanes + 14 * BYTES, ORDER);
      s33.intoMemorySegment(MEMORY, lanes + 15 * BYTES, ORDER);
    }
  }
}
