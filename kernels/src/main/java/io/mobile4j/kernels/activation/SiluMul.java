package io.mobile4j.kernels.activation;

import io.mobile4j.kernels.Rows;

/** The gate of a SwiGLU feed-forward network (arXiv 2002.05202). */
public interface SiluMul {
  /**
   * {@code out[t][i] = gate[t][i] * sigmoid(gate[t][i]) * up[t][i]} for i in [from, to): a thread
   * can go on with the columns it has just computed.
   *
   * @param gate [tokens, size]
   * @param up [tokens, size]
   * @param out [tokens, size]; may be gate or up
   * @param tokens rows
   * @param from first column
   * @param to end of the columns
   */
  void apply(Rows gate, Rows up, Rows out, int tokens, int from, int to);
}
