package io.mobile4j.engine.device.cpu;

import io.mobile4j.kernels.attention.KvCache;

/** Self-attention of one layer: from the normed hidden state to the branch that is added to it. */
interface CpuAttention {
  /**
   * Caches the keys and values of {@code tokens} tokens from {@code position} on, and computes the
   * branch [outputs, H] of the last of them.
   *
   * @param outputs 0 to {@code tokens}
   */
  void compute(KvCache cache, int position, int tokens, int outputs);
}
