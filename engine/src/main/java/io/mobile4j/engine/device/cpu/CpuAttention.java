package io.mobile4j.engine.device.cpu;

import io.mobile4j.kernels.attention.KvCache;

/** Self-attention of one layer: from the normed hidden state to the branch that is added to it. */
interface CpuAttention {
  /**
   * Computes {@code tokens} tokens from {@code position} on, whose keys and values go to the cache.
   */
  void compute(KvCache cache, int position, int tokens);
}
