package io.mobile4j.kernels.softmax;

/** The reference: the definition, in double precision. */
public final class ScalarSoftmax implements Softmax {
  @Override
  public void apply(float[] x, int offset, int size) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, x[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.exp((double) x[offset + i] - max);
    }
    for (int i = 0; i < size; i++) {
      x[offset + i] = (float) (Math.exp((double) x[offset + i] - max) / sum);
    }
  }
}
