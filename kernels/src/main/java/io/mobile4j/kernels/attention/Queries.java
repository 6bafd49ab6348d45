package io.mobile4j.kernels.attention;

import io.mobile4j.kernels.Rows;

/**
 * The queries of consecutive tokens of one layer, and how they look at the cache.
 *
 * @param q [tokens, heads * keySize], after the rotation; query head h uses the cache's head {@code
 *     h / (heads / cache.heads())}
 * @param tokens rows of q; their own keys and values are in the cache already
 * @param position position of the first token
 * @param heads query heads, a multiple of the cache's heads
 * @param scale factor of the scores before the softmax
 * @param slidingWindow positions a query sees, its own included; 0 = all up to its own
 */
public record Queries(Rows q, int tokens, int position, int heads, float scale, int slidingWindow) {
  /** First position that token t sees. */
  int from(int t) {
    return slidingWindow == 0 ? 0 : Math.max(0, to(t) - slidingWindow);
  }

  /** End of the positions that token t sees. */
  int to(int t) {
    return position + t + 1;
  }
}
