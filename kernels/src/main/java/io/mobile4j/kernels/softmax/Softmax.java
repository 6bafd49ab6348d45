package io.mobile4j.kernels.softmax;

/** Softmax of one vector, stable: the largest value is subtracted first. */
public interface Softmax {
  /**
   * {@code x[i] = exp(x[i] - max) / sum over j of exp(x[j] - max)}, in place. Negative infinity
   * becomes 0.
   *
   * @param x values
   * @param offset index of the first
   * @param size how many, at least 1, one of them finite
   */
  void apply(float[] x, int offset, int size);
}
