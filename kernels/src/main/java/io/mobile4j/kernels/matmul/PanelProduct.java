package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.kernels.convert.TileRows;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.Arrays;

/**
 * A matrix times many tokens. Panels of the matrix become floats once and stay in the second-level
 * cache while all tokens pass: most of them by {@link TokenTile}, a few by {@link LaneTile}.
 */
public final class PanelProduct {
  /** Rows and columns of a panel: 384 KiB of floats, in whole tiles of any kind. */
  private static final int ROWS = 48;

  private static final int COLS = 2048;

  /** Columns at a time of a shallow tile of tokens: 16 KiB of the tokens at most. */
  private static final int SHALLOW = 128;

  /**
   * From one row of a panel to the next: not a power of two, which would meet in the same cache
   * lines.
   */
  static final int STRIDE = COLS + 16;

  private final RowConverter converter;
  private final int depth;

  /** Brings tokens to the order in which tiles are read. */
  private final TokenDots tiles = new Q8TileTokenDots();

  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /**
   * @param converter reads rows of the weights
   * @param shallow whether tiles of tokens take few enough columns at a time that what all rows of
   *     a panel read of the tokens is in the first-level cache, instead of as many as a panel has;
   *     no sum depends on it
   */
  public PanelProduct(RowConverter converter, boolean shallow) {
    this.converter = converter;
    depth = shallow ? SHALLOW : COLS;
  }

  /** What one thread works with. */
  private static final class Scratch {
    final Rows panel = Rows.of(new float[ROWS * STRIDE], STRIDE);
    final TokenPanel broad = new TokenPanel(new BroadTile());
    final TokenPanel narrow = new TokenPanel(new NarrowTile());
    final ArrangedTokens arranged = new ArrangedTokens();
    final float[] sums = new float[ROWS * BroadTile.TOKENS]; // of a tile of tokens, [rows, tokens]
    final LaneTile lanes = new LaneTile();

    @SuppressWarnings("UnusedVariable") // only so that the reading is not left out
    int touched;
  }

  /** As {@link MatMul#multiply}. */
  public void multiply(Matrix w, Rows x, Rows y, int tokens, int fromRow, int toRow) {
    multiply(new Matrix[] {w}, x, new Rows[] {y}, tokens, fromRow, toRow);
  }

  /**
   * As {@link MatMul#multiply} of each matrix.
   *
   * @param ws matrices of one shape, all or none of them in tiles
   * @param ys the products of each
   */
  void multiply(Matrix[] ws, Rows x, Rows[] ys, int tokens, int fromRow, int toRow) {
    Scratch memory = scratch.get();
    int done = Lanes.whole(ws[0].cols());
    int whole = done;
    Rows columns = x;
    if (ws[0].format() == WeightFormat.Q8_0_TILES) {
      done = ws[0].cols() / tiles.unit() * tiles.unit();
      whole = tiles.arranged(done);
      columns = memory.arranged.of(tiles, x, tokens, done);
    }
    TokenShares shares = TokenShares.of(tokens);
    // Tiles of tokens store their first sums; what else is computed is added.
    int stored = whole > 0 ? shares.inTiles() : 0;
    for (Rows y : ys) {
      clear(y, stored, tokens, fromRow, toRow);
    }
    for (int col = 0; col < whole; col += COLS) {
      int cols = Math.min(COLS, whole - col);
      Rows from = columns.columnsFrom(col);
      memory.broad.fill(from, shares.broad(), cols);
      memory.narrow.fill(from.from(shares.broad()), shares.inTiles() - shares.broad(), cols);
      for (int i = 0; i < ws.length; i++) {
        addPanels(memory, ws[i], col, cols, from, ys[i], shares, fromRow, toRow);
      }
    }
    for (int i = 0; i < ws.length; i++) {
      addRest(ws[i], done, x, ys[i], tokens, fromRow, toRow);
    }
  }

  private static void clear(Rows y, int from, int tokens, int fromRow, int toRow) {
    for (int t = from; t < tokens; t++) {
      Arrays.fill(y.data(), y.at(t) + fromRow, y.at(t) + toRow, 0f);
    }
  }

  /** Columns [col, col + cols), of which x has all tokens, {@code memory} those in tiles. */
  private void addPanels(
      Scratch memory,
      Matrix w,
      int col,
      int cols,
      Rows x,
      Rows y,
      TokenShares shares,
      int fromRow,
      int toRow) {
    for (int row = fromRow; row < toRow; row += ROWS) {
      int rows = Math.min(ROWS, toRow - row);
      memory.touched |= PanelTouch.touch(w, row, rows, col, cols);
      for (int r = 0; r < rows; r++) {
        read(w, row + r, col, col + cols, memory.panel, r);
      }
      Rows to = y.columnsFrom(row);
      addTiles(memory, memory.broad, rows, to, col == 0);
      addTiles(memory, memory.narrow, rows, to.from(shares.broad()), col == 0);
      addLaneTiles(memory, rows, cols, x, to, shares.inTiles(), shares.tokens());
    }
  }

  private void read(Matrix w, int row, int from, int to, Rows panel, int panelRow) {
    if (w.format() == WeightFormat.Q8_0_TILES) {
      TileRows.read(w, row, from, to, panel.data(), panel.at(panelRow));
    } else {
      converter.read(w, row, from, to, panel.data(), panel.at(panelRow));
    }
  }

  /** The tokens of x to y's first ones. */
  private void addTiles(Scratch memory, TokenPanel x, int rows, Rows y, boolean first) {
    TokenTile tile = x.tile();
    int width = tile.tokens();
    for (int t = 0; t < x.tokens(); t += width) {
      Arrays.fill(memory.sums, 0, ROWS * width, 0f);
      for (int col = 0; col < x.cols(); col += depth) {
        int cols = Math.min(depth, x.cols() - col);
        int xAt = x.at(t) + col * width;
        for (int r = 0; r < rows; r += tile.rows()) {
          tile.dot(memory.panel, r, col, cols, x.data(), xAt, memory.sums, r * width);
        }
      }
      addSums(memory.sums, width, rows, Math.min(width, x.tokens() - t), y, t, first);
    }
  }

  /**
   * All rows of a token at once: tokens may be a power of two apart, and share cache lines. The
   * first columns' sums are stored without reading what was there, which is in no near cache.
   */
  private static void addSums(
      float[] sums, int width, int rows, int tokens, Rows y, int token, boolean first) {
    for (int t = 0; t < tokens; t++) {
      int out = y.at(token + t);
      if (first) {
        for (int r = 0; r < rows; r++) {
          y.data()[out + r] = sums[r * width + t];
        }
      } else {
        for (int r = 0; r < rows; r++) {
          y.data()[out + r] += sums[r * width + t];
        }
      }
    }
  }

  private static void addLaneTiles(
      Scratch memory, int rows, int cols, Rows x, Rows y, int from, int tokens) {
    for (int t = from; t < tokens; t += LaneTile.TOKENS) {
      for (int r = 0; r < rows; r += LaneTile.ROWS) {
        memory.lanes.add(memory.panel, r, rows, x, t, tokens, cols, y);
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
