package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.util.Arrays;
import java.util.stream.Stream;

/** A matrix times one vector, at the speed of reading the matrix. */
public final class MatVec {
  /** Columns at a time: the part of x they need stays in the first-level cache. */
  private static final int BLOCK = 4096;

  /**
   * Calls whose lanes are summed together. Sums wait for what the last call reads, and meanwhile
   * nothing else is read: the fewer times, the better.
   */
  private static final int BATCH = 128;

  private final RowDots f32 = new F32Dots();
  private final RowDots bf16;
  private final RowDots f16 = new F16WordDots();
  private final RowDots q8 = Q8WordDots.preferred();
  private final RowDots q8Tiles;
  private final ThreadLocal<Scratch> scratch;

  /**
   * @param moreStreams whether more rows are read at once where there is a loop for it, which needs
   *     512-bit vectors and their 32 registers; no sum depends on it
   */
  public MatVec(boolean moreStreams) {
    boolean six = moreStreams && Lanes.WIDE;
    bf16 = six ? new Bf16SixDots() : new Bf16WordDots();
    q8Tiles = six ? new Q8TileSixDots() : new Q8TileDots();
    int arranged =
        Stream.of(bf16, q8, q8Tiles).mapToInt(dots -> dots.arranged(BLOCK)).max().orElseThrow();
    scratch = ThreadLocal.withInitial(() -> new Scratch(arranged));
  }

  /** What one thread works with. */
  private static final class Scratch {
    final float[] x;
    final float[] lanes = new float[BATCH * RowDots.MAX_ROWS * Lanes.LENGTH];

    Scratch(int arranged) {
      x = new float[arranged];
    }
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
          case Q8_0_TILES -> q8Tiles;
        };
    Scratch memory = scratch.get();
    int whole = w.cols() / dot.unit() * dot.unit();
    if (whole == 0) {
      Arrays.fill(y, yOffset + fromRow, yOffset + toRow, 0f);
    }
    for (int col = 0; col < whole; col += BLOCK) {
      int end = Math.min(whole, col + BLOCK);
      float[] v = x;
      int at = xOffset + col;
      if (dot.arranges()) {
        v = memory.x;
        dot.arrange(x, at, end - col, v);
        at = 0;
      }
      addBlock(dot, w, col, end, v, at, y, yOffset, fromRow, toRow, memory.lanes);
    }
    if (whole < w.cols()) {
      addRest(w, whole, x, xOffset, y, yOffset, fromRow, toRow);
    }
  }

  /** Columns [col, end): the first ones' sums are stored, those of others added. */
  private static void addBlock(
      RowDots dot,
      Matrix w,
      int col,
      int end,
      float[] x,
      int at,
      float[] y,
      int yOffset,
      int fromRow,
      int toRow,
      float[] lanes) {
    int rows = dot.rows();
    int stride = rows * Lanes.LENGTH;
    // Rows at once lie as far apart as they can: long streams, the last of them shorter.
    int step = Math.ceilDiv(toRow - fromRow, rows);
    for (int row = fromRow; row < fromRow + step; row += BATCH) {
      int count = Math.min(BATCH, fromRow + step - row);
      for (int i = 0; i < count; i++) {
        int last = Math.min(rows - 1, (toRow - 1 - row - i) / step);
        dot.dot(w, row + i, step, last, col, end, x, at, lanes, i * stride);
      }
      for (int k = 0; k < rows; k++) {
        int first = row + k * step;
        int sums = Math.min(count, toRow - first);
        DotSums.sum(lanes, k * Lanes.LENGTH, stride, sums, y, yOffset + first, col > 0);
      }
    }
  }

  /** Adds the products with columns from {@code fromCol} on: those that fill no whole unit. */
  static void addRest(
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
