package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.Lanes;

/** Tokens as {@link TokenDots#arrange} leaves them, of one thread. */
final class ArrangedTokens {
  private float[] data = {};

  /**
   * Arranges columns [0, cols) of tokens [0, tokens).
   *
   * @return [tokens, {@link TokenDots#arranged}], until the next call
   */
  Rows of(TokenDots dots, Rows x, int tokens, int cols) {
    // Not a power of two from one token to the next: they would meet in the same cache lines.
    int stride = dots.arranged(cols) + Lanes.LENGTH;
    int size = Math.multiplyExact(tokens, stride);
    if (data.length < size) {
      data = new float[size];
    }
    for (int t = 0; t < tokens; t++) {
      dots.arrange(x.data(), x.at(t), cols, data, t * stride);
    }
    return Rows.of(data, stride);
  }
}
