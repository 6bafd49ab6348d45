package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.util.Arrays;

/** A matrix times one vector, at the speed of reading the matrix. */
public final class MatVec {
  /** Columns at a time: the part of x they need stays in the first-level cache. */
  private static final int BLOCK = 4096;

  private final RowDots f32 = new F32Dot4();
  private final RowDots bf16 = new Bf16WordDot6();
  private final RowDots f16;
  private final RowDots q8;
  private final ThreadLocal<float[]> arranged = ThreadLocal.withInitial(() -> new float[BLOCK]);

  /**
   * @param converter reads the formats without a loop of their own
   */
  public MatVec(RowConverter converter) {
    f16 = new ConvertedDot4(converter, BLOCK);
    q8 = Lanes.LENGTH <= Q8WordDot2.MAX_LENGTH ? new Q8WordDot2() : new Q8Dot4();
  }

  /**
   * {@code y[r] = w[r] . x} for r in [fromRow, toRow), in the same order for any range.
   *
   * @param w [rows, cols]
   * @param x [cols] from {@code xOffset}
   * @param y row r goes to {@code yOffset + r}
   */
  public void multiply(
      Matrix w, float[] x, int xOffset, float[] y, int yOffset, int fromRow, int toRow) {
    RowDots dot =
        switch (w.format()) {
          case F32 -> f32;
          case BF16 -> bf16;
          case F16 -> f16;
          case Q8_0 -> q8;
        };
    Arrays.fill(y, yOffset + fromRow, yOffset + toRow, 0f);
    int whole = w.cols() / dot.unit() * dot.unit();
    for (int col = 0; col < whole; col += BLOCK) {
      int end = Math.min(whole, col + BLOCK);
      float[] v = x;
      int at = xOffset + col;
      if (dot.arranges()) {
        v = arranged.get();
        dot.arrange(x, at, end - col, v);
        at = 0;
      }
      // Rows at once lie as far apart as they can: long streams. Then the odd ones.
      int step = (toRow - fromRow) / dot.rows();
      for (int row = fromRow; row < fromRow + step; row++) {
        dot.add(w, row, step, col, end, v, at, y, yOffset);
      }
      for (int row = fromRow + dot.rows() * step; row < toRow; row++) {
        dot.add(w, row, 0, col, end, v, at, y, yOffset);
      }
    }
    if (whole < w.cols()) {
      addRest(w, whole, x, xOffset, y, yOffset, fromRow, toRow);
    }
  }

  /** The columns that fill no vector. */
  private static void addRest(
      Matrix w,
      int fromCol,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset,
      int fromRow,
      int toRow) {
    for (int row = fromRow; row < toRow; row++) {
      float sum = 0;
      for (int col = fromCol; col < w.cols(); col++) {
        sum += ScalarRowConverter.value(w, row, col) * x[xOffset + col];
      }
      y[yOffset + row] += sum;
    }
  }
}
