package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.util.Arrays;

/**
 * A matrix times many tokens. Panels of the matrix become floats once and stay in the second-level
 * cache while all tokens pass; within a panel, tiles of tokens stay in the first level.
 */
public final class PanelProduct {
  /** Rows and columns of a panel: 256 KiB of floats. */
  private static final int ROWS = 64;

  private static final int COLS = 1024;

  /**
   * From one row of a panel to the next: not a power of two, which would meet in the same cache
   * lines.
   */
  private static final int STRIDE = COLS + 16;

  /** Lanes of a tile's sums. */
  private static final int[] LANES = {0, LaneSum.SECOND, LaneSum.THIRD, LaneSum.FOURTH};

  private final RowConverter converter;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /**
   * @param converter reads rows of the weights
   */
  public PanelProduct(RowConverter converter) {
    this.converter = converter;
  }

  /** Memory of one thread. */
  private static final class Scratch {
    final Rows panel = Rows.of(new float[ROWS * STRIDE], STRIDE);
    final float[] sums = new float[Tile.SIDE * Tile.SIDE * Lanes.LENGTH];
    final float[] added = new float[Lanes.LENGTH];
  }

  /** As {@link MatMul#multiply}. */
  public void multiply(Matrix w, Rows x, Rows y, int tokens, int fromRow, int toRow) {
    for (int t = 0; t < tokens; t++) {
      Arrays.fill(y.data(), y.at(t) + fromRow, y.at(t) + toRow, 0f);
    }
    Scratch memory = scratch.get();
    int whole = Lanes.whole(w.cols());
    for (int row = fromRow; row < toRow; row += ROWS) {
      int rows = Math.min(ROWS, toRow - row);
      for (int col = 0; col < whole; col += COLS) {
        int cols = Math.min(COLS, whole - col);
        for (int r = 0; r < rows; r++) {
          converter.read(w, row + r, col, col + cols, memory.panel.data(), memory.panel.at(r));
        }
        Rows from = new Rows(x.data(), x.offset() + col, x.stride());
        Rows to = new Rows(y.data(), y.offset() + row, y.stride());
        addPanel(memory, rows, cols, from, to, tokens);
      }
    }
    if (whole < w.cols()) {
      addRest(w, whole, x, y, tokens, fromRow, toRow);
    }
  }

  private static void addPanel(Scratch memory, int rows, int cols, Rows x, Rows y, int tokens) {
    for (int t = 0; t < tokens; t += Tile.SIDE) {
      for (int r = 0; r < rows; r += Tile.SIDE) {
        Tile.dot(memory.panel, r, rows - 1, x, t, tokens - 1, cols, memory.sums);
        addTile(memory, y, t, Math.min(Tile.SIDE, tokens - t), r, Math.min(Tile.SIDE, rows - r));
      }
    }
  }

  private static void addTile(Scratch memory, Rows y, int token, int tokens, int row, int rows) {
    for (int t = 0; t < tokens; t++) {
      Tile.add(memory.sums, t, memory.added);
      int out = y.at(token + t) + row;
      for (int r = 0; r < rows; r++) {
        y.data()[out + r] += memory.added[LANES[r]];
      }
    }
  }

  /** The columns that fill no vector. */
  private static void addRest(
      Matrix w, int fromCol, Rows x, Rows y, int tokens, int fromRow, int toRow) {
    for (int row = fromRow; row < toRow; row++) {
      for (int col = fromCol; col < w.cols(); col++) {
        float value = ScalarRowConverter.value(w, row, col);
        for (int t = 0; t < tokens; t++) {
          y.data()[y.at(t) + row] += value * x.data()[x.at(t) + col];
        }
      }
    }
  }
}
