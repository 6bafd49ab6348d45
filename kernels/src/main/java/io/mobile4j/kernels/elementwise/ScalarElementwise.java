package io.mobile4j.kernels.elementwise;

/** The reference. */
public final class ScalarElementwise implements Elementwise {
  @Override
  public void axpy(float a, float[] x, int xOffset, float[] y, int yOffset, int size) {
    for (int i = 0; i < size; i++) {
      y[yOffset + i] += a * x[xOffset + i];
    }
  }

  @Override
  public void clamp(float[] x, int offset, int size, float limit) {
    for (int i = offset; i < offset + size; i++) {
      x[i] = Math.clamp(x[i], -limit, limit);
    }
  }
}
