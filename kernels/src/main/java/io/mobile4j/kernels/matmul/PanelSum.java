package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Weighted sums of rows of a matrix for many tokens; panels of the rows become floats once. */
public final class PanelSum {
  /** Rows and columns of a panel: 128 KiB of floats. */
  private static final int ROWS = 64;

  private static final int COLS = 512;

  private final RowConverter converter;
  private final ThreadLocal<Rows> scratch =
      ThreadLocal.withInitial(() -> Rows.of(new float[ROWS * COLS], COLS));

  /**
   * @param converter reads the rows
   */
  public PanelSum(RowConverter converter) {
    this.converter = converter;
  }

  /**
   * {@code out[t][c] = sum over r of a[t][r - fromRow] * w[r][c]}, r in [fromRow, toRow), c in [0,
   * cols).
   *
   * @param w [rows, at least cols]
   * @param a [tokens, toRow - fromRow] weights of the rows
   * @param out [tokens, cols]
   */
  public void sum(Matrix w, int cols, int fromRow, int toRow, Rows a, Rows out, int tokens) {
    for (int t = 0; t < tokens; t++) {
      Arrays.fill(out.data(), out.at(t), out.at(t) + cols, 0f);
    }
    Rows panel = scratch.get();
    for (int row = fromRow; row < toRow; row += ROWS) {
      int rows = Math.min(ROWS, toRow - row);
      Rows weights = new Rows(a.data(), a.offset() + row - fromRow, a.stride());
      for (int col = 0; col < cols; col += COLS) {
        int width = Math.min(COLS, cols - col);
        for (int r = 0; r < rows; r++) {
          converter.read(w, row + r, col, col + width, panel.data(), panel.at(r));
        }
        Rows sums = new Rows(out.data(), out.offset() + col, out.stride());
        addPanel(panel, rows, width, weights, sums, tokens);
      }
    }
  }

  private static void addPanel(Rows panel, int rows, int cols, Rows a, Rows out, int tokens) {
    int whole = Lanes.whole(cols);
    for (int t = 0; t < tokens; t += 4) {
      for (int col = 0; col < whole; col += 2 * LENGTH) {
        // Where there is no second vector, it repeats the first or a part of it.
        int next = Math.max(0, Math.min(col + LENGTH, whole - LENGTH));
        addTile(panel, rows, col, next, a, out, t, tokens - 1);
      }
    }
    for (int col = whole; col < cols; col++) {
      addColumn(panel, rows, col, a, out, tokens);
    }
  }

  /** Two vectors of columns for four tokens; tokens after the last repeat it. */
  private static void addTile(
      Rows panel, int rows, int col, int next, Rows a, Rows out, int token, int last) {
    float[] as = a.data();
    int a0 = a.at(token);
    int a1 = a.at(Math.min(token + 1, last));
    int a2 = a.at(Math.min(token + 2, last));
    int a3 = a.at(Math.min(token + 3, last));
    float[] ys = out.data();
    int y0 = out.at(token);
    int y1 = out.at(Math.min(token + 1, last));
    int y2 = out.at(Math.min(token + 2, last));
    int y3 = out.at(Math.min(token + 3, last));
    FloatVector s0 = FloatVector.fromArray(FLOAT, ys, y0 + col);
    FloatVector s1 = FloatVector.fromArray(FLOAT, ys, y1 + col);
    FloatVector s2 = FloatVector.fromArray(FLOAT, ys, y2 + col);
    FloatVector s3 = FloatVector.fromArray(FLOAT, ys, y3 + col);
    FloatVector t0 = FloatVector.fromArray(FLOAT, ys, y0 + next);
    FloatVector t1 = FloatVector.fromArray(FLOAT, ys, y1 + next);
    FloatVector t2 = FloatVector.fromArray(FLOAT, ys, y2 + next);
    FloatVector t3 = FloatVector.fromArray(FLOAT, ys, y3 + next);
    for (int r = 0; r < rows; r++) {
      FloatVector v = FloatVector.fromArray(FLOAT, panel.data(), panel.at(r) + col);
      FloatVector w = FloatVector.fromArray(FLOAT, panel.data(), panel.at(r) + next);
      FloatVector f = FloatVector.broadcast(FLOAT, as[a0 + r]);
      s0 = v.fma(f, s0);
      t0 = w.fma(f, t0);
      f = FloatVector.broadcast(FLOAT, as[a1 + r]);
      s1 = v.fma(f, s1);
      t1 = w.fma(f, t1);
      f = FloatVector.broadcast(FLOAT, as[a2 + r]);
      s2 = v.fma(f, s2);
      t2 = w.fma(f, t2);
      f = FloatVector.broadcast(FLOAT, as[a3 + r]);
      s3 = v.fma(f, s3);
      t3 = w.fma(f, t3);
    }
    s0.intoArray(ys, y0 + col);
    s1.intoArray(ys, y1 + col);
    s2.intoArray(ys, y2 + col);
    s3.intoArray(ys, y3 + col);
    t0.intoArray(ys, y0 + next);
    t1.intoArray(ys, y1 + next);
    t2.intoArray(ys, y2 + next);
    t3.intoArray(ys, y3 + next);
  }

  private static void addColumn(Rows panel, int rows, int col, Rows a, Rows out, int tokens) {
    for (int t = 0; t < tokens; t++) {
      float sum = out.data()[out.at(t) + col];
      for (int r = 0; r < rows; r++) {
        sum += a.data()[a.at(t) + r] * panel.data()[panel.at(r) + col];
      }
      out.data()[out.at(t) + col] = sum;
    }
  }
}
