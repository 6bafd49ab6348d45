package io.mobile4j.kernels.rmsnorm;

import io.mobile4j.kernels.Rows;

/** Root-mean-square normalisation (arXiv 1910.07467), in float32 as HF transformers does it. */
public interface RmsNorm {
  /**
   * {@code out[t] = weight * (x[t] / sqrt(mean(x[t]^2) + eps))} for each row t.
   *
   * @param x [rows, size]
   * @param weight [size]
   * @param eps added to the mean of the squares
   * @param out [rows, size]; may be x
   * @param rows tokens, or heads where each head is normalised by itself
   * @param size values of a row
   */
  void normalize(Rows x, float[] weight, float eps, Rows out, int rows, int size);
}
