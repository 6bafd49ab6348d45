package io.mobile4j.kernels.attention;

import io.mobile4j.kernels.Rows;

/**
 * Causal attention of some heads over a layer's cache; threads share a layer by taking different
 * heads, and any split gives bit-identical results.
 */
public interface Attention {
  /**
   * {@code out[t][h] = sum over p of softmax(scale * q[t][h] . keys[p])[p] * values[p]} over the
   * positions p that token t sees.
   *
   * @param cache keys and values up to the last token
   * @param queries the queries
   * @param out [tokens, heads * valueSize]
   * @param fromHead first query head
   * @param toHead end of the query heads
   * @param scratch memory of the calling thread, at least {@link #scratchSize} floats
   */
  void attend(KvCache cache, Queries queries, Rows out, int fromHead, int toHead, float[] scratch);

  /** Floats of scratch that any call over a cache of this capacity needs. */
  int scratchSize(int capacity);
}
