package io.mobile4j.kernels.elementwise;

/** One value at a time: residuals, biases, weighted sums of experts, clipping. */
public interface Elementwise {
  /**
   * {@code y[i] += a * x[i]}.
   *
   * @param a factor; 1 for a residual or a bias
   * @param x [size] from {@code xOffset}
   * @param y [size] from {@code yOffset}
   * @param size values
   */
  void axpy(float a, float[] x, int xOffset, float[] y, int yOffset, int size);

  /**
   * {@code x[i] = min(max(x[i], -limit), limit)}.
   *
   * @param x [size] from {@code offset}
   * @param size values
   * @param limit largest magnitude, positive
   */
  void clamp(float[] x, int offset, int size, float limit);
}
