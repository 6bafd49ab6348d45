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
 * cache while all tokens pass: most of them by {@link TokenTile}, the few after the last whole
 * vector by {@link LaneTile}.
 */
public final class PanelProduct {
  /** Rows and columns of a panel: 384 KiB of floats, in whole tiles of either kind. */
  private static final int ROWS = 48;

  private static final int COLS = 2048;

  /**
   * From one row of a panel to the next: not a power of two, which would meet in the same cache
   * lines.
   */
  static final int STRIDE = COLS + 16;

  /**
   * Columns at a time of a tile of tokens: what all rows of a panel read of the tokens is in the
   * first-level cache then.
   */
  private static final int DEPTH = 128;

  /**
   * Most tokens that tiles of lanes compute as fast as one tile of tokens, whether that is full or
   * not: they run at three quarters of its speed, or at half.
   */
  static final int WORTH_A_TILE =
      LaneTile.TOKENS == 4 ? TokenTile.TOKENS * 3 / 4 : TokenTile.TOKENS / 2;

  private final RowConverter converter;

  /** Brings tokens to the order in which tiles are read. */
  private final TokenDots tiles = new Q8TileTokenDots();

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
    final TokenPanel tokens = new TokenPanel();
    final ArrangedTokens arranged = new ArrangedTokens();
    final float[] sums = new float[ROWS * TokenTile.TOKENS]; // of a tile of tokens, [rows, tokens]
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
    int many = inTokenTiles(tokens);
    // Tiles of tokens store their first sums; what else is computed is added.
    int stored = whole > 0 ? many : 0;
    for (Rows y : ys) {
      clear(y, stored, tokens, fromRow, toRow);
    }
    for (int col = 0; col < whole; col += COLS) {
      int cols = Math.min(COLS, whole - col);
      memory.tokens.fill(columns.columnsFrom(col), many, cols);
      for (int i = 0; i < ws.length; i++) {
        addPanels(memory, ws[i], col, cols, columns, ys[i], tokens, fromRow, toRow);
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

  /** Columns [col, col + cols), of which whole tiles of tokens are in {@code memory.tokens}. */
  private void addPanels(
      Scratch memory,
      Matrix w,
      int col,
      int cols,
      Rows x,
      Rows y,
      int tokens,
      int fromRow,
      int toRow) {
    int many = inTokenTiles(tokens);
    Rows from = x.columnsFrom(col);
    for (int row = fromRow; row < toRow; row += ROWS) {
      int rows = Math.min(ROWS, toRow - row);
      memory.touched |= PanelTouch.touch(w, row, rows, col, cols);
      for (int r = 0; r < rows; r++) {
        read(w, row + r, col, col + cols, memory.panel, r);
      }
      Rows to = y.columnsFrom(row);
      addTokenTiles(memory, rows, cols, to, many, col == 0);
      addLaneTiles(memory, rows, cols, from, to, many, tokens);
    }
  }

  private void read(Matrix w, int row, int from, int to, Rows panel, int panelRow) {
    if (w.format() == WeightFormat.Q8_0_TILES) {
      TileRows.read(w, row, from, to, panel.data(), panel.at(panelRow));
    } else {
      converter.read(w, row, from, to, panel.data(), panel.at(panelRow));
    }
  }

  /**
   * Tokens that go through tiles whose lanes are tokens: all, unless the last tile is not worth it.
   */
  private static int inTokenTiles(int tokens) {
    int over = tokens % TokenTile.TOKENS;
    return over > WORTH_A_TILE ? tokens : tokens - over;
  }

  private static void addTokenTiles(
      Scratch memory, int rows, int cols, Rows y, int tokens, boolean first) {
    for (int t = 0; t < tokens; t += TokenTile.TOKENS) {
      Arrays.fill(memory.sums, 0f);
      for (int col = 0; col < cols; col += DEPTH) {
        int depth = Math.min(DEPTH, cols - col);
        int x = memory.tokens.at(t) + col * TokenTile.TOKENS;
        for (int r = 0; r < rows; r += TokenTile.ROWS) {
          int sums = r * TokenTile.TOKENS;
          TokenTile.dot(memory.panel, r, col, depth, memory.tokens.data(), x, memory.sums, sums);
        }
      }
      addSums(memory.sums, rows, Math.min(TokenTile.TOKENS, tokens - t), y, t, first);
    }
  }

  /**
   * All rows of a token at once: tokens may be a power of two apart, and share cache lines. The
   * first columns' sums are stored without reading what was there, which is in no near cache.
   */
  private static void addSums(
      float[] sums, int rows, int tokens, Rows y, int token, boolean first) {
    for (int t = 0; t < tokens; t++) {
      int out = y.at(token + t);
      if (first) {
        for (int r = 0; r < rows; r++) {
          y.data()[out + r] = sums[r * TokenTile.TOKENS + t];
        }
      } else {
        for (int r = 0; r < rows; r++) {
          y.data()[out + r] += sums[r * TokenTile.TOKENS + t];
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
