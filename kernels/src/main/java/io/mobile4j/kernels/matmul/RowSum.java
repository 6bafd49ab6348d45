package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** A weighted sum of rows of a matrix: the product with its transpose. */
public final class RowSum {
  /** Rows at a time whose columns are summed one after the other: a cache holds them meanwhile. */
  private static final int BAND = 64;

  /** Rows at a time that become floats first. */
  private static final int ROWS = 4;

  /** Their columns at a time. */
  private static final int COLS = 1024;

  private final ColumnSums floats = new FloatRowSum();
  private final ColumnSums quants = Q8RowSum.USABLE ? new Q8RowSum() : null;
  private final RowConverter converter;
  private final ThreadLocal<float[]> scratch =
      ThreadLocal.withInitial(() -> new float[ROWS * COLS]);

  /**
   * @param converter reads the rows
   */
  public RowSum(RowConverter converter) {
    this.converter = converter;
  }

  /**
   * {@code out[c] = sum over r of a[aOffset + r] * w[r][c]}, r in [fromRow, toRow), c in [0, cols).
   *
   * @param w [rows, at least cols]
   * @param a weights of the rows; row r's is at {@code aOffset + r}
   * @param out [cols] from {@code outOffset}
   */
  public void sum(
      Matrix w,
      int cols,
      int fromRow,
      int toRow,
      float[] a,
      int aOffset,
      float[] out,
      int outOffset) {
    Arrays.fill(out, outOffset, outOffset + cols, 0f);
    ColumnSums sums =
        switch (w.format()) {
          case F32 -> floats;
          case Q8_0 -> quants;
          case BF16, F16, Q8_0_TILES -> null;
        };
    int whole = sums == null ? 0 : cols / ColumnSums.COLS * ColumnSums.COLS;
    for (int row = fromRow; whole > 0 && row < toRow; row += BAND) {
      int rows = Math.min(BAND, toRow - row);
      for (int col = 0; col < whole; col += ColumnSums.COLS) {
        sums.add(w, row, rows, col, a, aOffset + row, out, outOffset + col);
      }
    }
    if (whole < cols) {
      addConverted(w, whole, cols, fromRow, toRow, a, aOffset, out, outOffset);
    }
  }

  /** Columns [from, cols), by way of floats. */
  private void addConverted(
      Matrix w,
      int from,
      int cols,
      int fromRow,
      int toRow,
      float[] a,
      int aOffset,
      float[] out,
      int outOffset) {
    float[] rows = scratch.get();
    for (int row = fromRow; row < toRow; row += ROWS) {
      int count = Math.min(ROWS, toRow - row);
      for (int col = from; col < cols; col += COLS) {
        int end = Math.min(cols, col + COLS);
        for (int r = 0; r < count; r++) {
          converter.read(w, row + r, col, end, rows, r * COLS);
        }
        add(rows, count, a, aOffset + row, end - col, out, outOffset + col);
      }
    }
  }

  /** Row after row for each column, so that the result does not depend on how they are grouped. */
  private static void add(
      float[] rows, int count, float[] a, int first, int cols, float[] out, int outOffset) {
    int whole = Lanes.whole(cols);
    if (count == ROWS) {
      addFour(rows, a, first, whole, out, outOffset);
    } else {
      for (int r = 0; r < count; r++) {
        addOne(rows, r * COLS, a[first + r], whole, out, outOffset);
      }
    }
    for (int i = whole; i < cols; i++) {
      for (int r = 0; r < count; r++) {
        out[outOffset + i] += a[first + r] * rows[r * COLS + i];
      }
    }
  }

  private static void addFour(
      float[] rows, float[] a, int first, int cols, float[] out, int outOffset) {
    FloatVector a0 = FloatVector.broadcast(FLOAT, a[first]);
    FloatVector a1 = FloatVector.broadcast(FLOAT, a[first + 1]);
    FloatVector a2 = FloatVector.broadcast(FLOAT, a[first + 2]);
    FloatVector a3 = FloatVector.broadcast(FLOAT, a[first + 3]);
    for (int i = 0; i < cols; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(FLOAT, out, outOffset + i);
      sum = FloatVector.fromArray(FLOAT, rows, i).fma(a0, sum);
      sum = FloatVector.fromArray(FLOAT, rows, COLS + i).fma(a1, sum);
      sum = FloatVector.fromArray(FLOAT, rows, 2 * COLS + i).fma(a2, sum);
      sum = FloatVector.fromArray(FLOAT, rows, 3 * COLS + i).fma(a3, sum);
      sum.intoArray(out, outOffset + i);
    }
  }

  private static void addOne(float[] rows, int row, float a, int cols, float[] out, int outOffset) {
    FloatVector factor = FloatVector.broadcast(FLOAT, a);
    for (int i = 0; i < cols; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(FLOAT, out, outOffset + i);
      FloatVector.fromArray(FLOAT, rows, row + i).fma(factor, sum).intoArray(out, outOffset + i);
    }
  }
}
