package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.util.Arrays;

/**
 * A matrix times many tokens. Panels of the matrix become floats once and stay in the second-level
 * cache while all tokens pass; within a panel, tiles of tokens stay in the first level.
 */
public final class PanelProduct {
  /** Rows and columns of a panel: 256 KiB of floats. */
  private static final int ROWS = 32;

  private static final int COLS = 2048;

  /**
   * From one row of a panel to the next: not a power of two, which would meet in the same cache
   * lines.
   */
  private static final int STRIDE = COLS + 16;

  private final RowConverter converter;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /**
   * @param converter reads rows of the weights
   */
  public PanelProduct(RowConverter converter) {
    this.converter = converter;
  }

  /** What one thread works with. */
  private static final class Scratch {
    final Rows panel = Rows.of(new float[ROWS * STRIDE], STRIDE);
    final Tile tile = new Tile();
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
        memory.tile.add(memory.panel, r, rows, x, t, tokens, cols, y);
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
