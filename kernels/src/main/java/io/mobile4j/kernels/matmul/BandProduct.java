package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.Arrays;

/**
 * A matrix times a few tokens. Bands of its rows come from memory once and stay in the second-level
 * cache while all tokens pass: several at a time by {@link TokenDots}, what is left of them one by
 * one by {@link MatVec}.
 */
final class BandProduct {
  /** Rows of a band: a multiple of {@link TokenDots#ROWS}. */
  private static final int BAND = 96;

  /** Columns at a time: a multiple of any {@link TokenDots#unit}. */
  private static final int COLS = 4096;

  /** Most tokens for which bands pay where they pass one by one (docs/benchmarks.md). */
  private static final int MOST_ONE_BY_ONE = 4;

  /** Most tokens for which bands pay where several pass at once. */
  private static final int MOST_AT_ONCE = Lanes.WIDE ? Lanes.LENGTH * 3 / 2 : Lanes.LENGTH;

  /** Floats that {@link TokenDots#dot} leaves. */
  private static final int STRIDE = TokenDots.TOKENS * TokenDots.ROWS * Lanes.LENGTH;

  private final TokenDots bf16 = new Bf16TokenDots();
  private final TokenDots f16 = new F16TokenDots();
  private final TokenDots q8 = Q8TokenDots.USABLE ? new Q8TokenDots() : null;
  private final TokenDots q8Tiles = new Q8TileTokenDots();
  private final MatVec one;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /**
   * @param one multiplies by a single token
   */
  BandProduct(MatVec one) {
    this.one = one;
  }

  /** What one thread works with. */
  private static final class Scratch {
    final ArrangedTokens arranged = new ArrangedTokens();
    final float[] lanes = new float[BAND / TokenDots.ROWS * STRIDE];
  }

  /** Most tokens for which this is faster than making floats of the matrix first. */
  int most(WeightFormat format) {
    return dots(format) == null ? MOST_ONE_BY_ONE : MOST_AT_ONCE;
  }

  /** The loop for several tokens at once, or null if all pass one by one. */
  private TokenDots dots(WeightFormat format) {
    return switch (format) {
      case F32 -> null;
      case BF16 -> bf16;
      case F16 -> f16;
      case Q8_0 -> q8;
      case Q8_0_TILES -> q8Tiles;
    };
  }

  /** As {@link MatMul#multiply}. */
  void multiply(Matrix w, Rows x, Rows y, int tokens, int fromRow, int toRow) {
    TokenDots dots = dots(w.format());
    int several = dots == null ? 0 : several(tokens);
    Rows columns = x;
    if (dots != null && dots.arranges()) {
      columns = scratch.get().arranged.of(dots, x, several, whole(w, dots));
    }
    for (int row = fromRow; row < toRow; row += BAND) {
      int end = Math.min(toRow, row + BAND);
      if (several > 0) {
        multiplySeveral(dots, w, row, end, x, columns, several, y);
      }
      for (int t = several; t < tokens; t++) {
        one.multiply(w, x.data(), x.at(t), y.data(), y.at(t), row, end);
      }
    }
  }

  private static int whole(Matrix w, TokenDots dots) {
    return w.cols() / dots.unit() * dots.unit();
  }

  /**
   * Tokens [0, several) by a band of rows.
   *
   * @param columns x as the loop takes it
   */
  private void multiplySeveral(
      TokenDots dots, Matrix w, int fromRow, int toRow, Rows x, Rows columns, int several, Rows y) {
    int whole = whole(w, dots);
    for (int t = 0; t < several; t++) {
      Arrays.fill(y.data(), y.at(t) + fromRow, y.at(t) + toRow, 0f);
      MatVec.addRest(w, whole, x.data(), x.at(t), y.data(), y.at(t), fromRow, toRow);
    }
    for (int col = 0; col < whole; col += COLS) {
      int end = Math.min(whole, col + COLS);
      Rows from = columns.columnsFrom(col);
      for (int t = 0; t < several; t += TokenDots.TOKENS) {
        addTile(dots, w, fromRow, toRow, col, end, from, t, several - 1, y);
      }
    }
  }

  /** Tokens that pass several at a time: the last ones too, if they are more than half of that. */
  private static int several(int tokens) {
    int over = tokens % TokenDots.TOKENS;
    return over > TokenDots.TOKENS / 2 ? tokens : tokens - over;
  }

  /** Rows [fromRow, toRow) by columns [fromCol, toCol) by tokens from t on, none after the last. */
  private void addTile(
      TokenDots dots,
      Matrix w,
      int fromRow,
      int toRow,
      int fromCol,
      int toCol,
      Rows x,
      int t,
      int lastToken,
      Rows y) {
    float[] lanes = scratch.get().lanes;
    // Rows at once lie as far apart as they can: long streams.
    int step = Math.ceilDiv(toRow - fromRow, TokenDots.ROWS);
    for (int i = 0; i < step; i++) {
      int row = fromRow + i;
      int last = Math.min(TokenDots.ROWS - 1, (toRow - 1 - row) / step);
      dots.dot(w, row, step, last, fromCol, toCol, x, t, lastToken, lanes, i * STRIDE);
    }
    for (int i = 0; i < TokenDots.TOKENS && t + i <= lastToken; i++) {
      for (int k = 0; k < TokenDots.ROWS; k++) {
        int at = (i * TokenDots.ROWS + k) * Lanes.LENGTH;
        int first = fromRow + k * step;
        int count = Math.min(step, toRow - first);
        DotSums.sum(lanes, at, STRIDE, count, y.data(), y.at(t + i) + first, true);
      }
    }
  }
}
