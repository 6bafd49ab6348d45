package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;

/** Columns of activations, transposed: the tokens of a tile lie side by side. */
final class TokenPanel {
  private static final int COLS = 64;

  private final TokenTile tile;
  private final int width;
  private float[] data = {}; // [tiles, cols, width]
  private int tokens;
  private int cols;

  /**
   * @param tile what computes with them
   */
  TokenPanel(TokenTile tile) {
    this.tile = tile;
    width = tile.tokens();
  }

  TokenTile tile() {
    return tile;
  }

  /** Tokens taken last. */
  int tokens() {
    return tokens;
  }

  /** Columns taken last. */
  int cols() {
    return cols;
  }

  /**
   * Takes {@code x[t][col]} of whole tiles, and zeros for tokens after the last.
   *
   * @param x [tokens, cols]
   */
  void fill(Rows x, int newTokens, int newCols) {
    tokens = newTokens;
    cols = newCols;
    int whole = Math.ceilDiv(tokens, width) * width;
    int size = Math.multiplyExact(whole, cols);
    if (data.length < size) {
      data = new float[size];
    }
    for (int first = 0; first < tokens; first += width) {
      fillTile(x, first, Math.min(width, tokens - first), at(first));
    }
  }

  /** Columns by columns: what is written of them stays in the first-level cache for all tokens. */
  private void fillTile(Rows x, int first, int count, int at) {
    for (int from = 0; from < cols; from += COLS) {
      int to = Math.min(cols, from + COLS);
      for (int t = 0; t < count; t++) {
        int row = x.at(first + t);
        for (int c = from; c < to; c++) {
          data[at + c * width + t] = x.data()[row + c];
        }
      }
      for (int t = count; t < width; t++) {
        for (int c = from; c < to; c++) {
          data[at + c * width + t] = 0f;
        }
      }
    }
  }

  float[] data() {
    return data;
  }

  /** Where the tile of a token begins. */
  int at(int token) {
    return token * cols;
  }
}
