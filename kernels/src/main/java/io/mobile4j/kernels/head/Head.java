package io.mobile4j.kernels.head;

/** What is read from the logits of the output head. */
public interface Head {
  /**
   * The token of the largest logit, the lowest one on ties.
   *
   * @param logits [vocabulary] from {@code offset}
   * @param offset index of token 0
   * @param size vocabulary, at least 1
   */
  int argmax(float[] logits, int offset, int size);

  /**
   * Whether no logit is NaN or infinite.
   *
   * @param logits [vocabulary] from {@code offset}
   * @param offset index of token 0
   * @param size vocabulary
   */
  boolean finite(float[] logits, int offset, int size);

  /**
   * The confidence: the largest probability of the softmax at temperature 1, in (0, 1].
   *
   * @param logits [vocabulary] from {@code offset}
   * @param offset index of token 0
   * @param size vocabulary, at least 1
   */
  float confidence(float[] logits, int offset, int size);
}
