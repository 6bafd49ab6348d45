package io.mobile4j.kernels.rmsnorm;

import io.mobile4j.kernels.Rows;

/** The reference: the definition, the sum in double precision. */
public final class ScalarRmsNorm implements RmsNorm {
  @Override
  public void normalize(Rows x, float[] weight, float eps, Rows out, int rows, int size) {
    for (int t = 0; t < rows; t++) {
      double squares = 0;
      for (int i = 0; i < size; i++) {
        double value = x.data()[x.at(t) + i];
        squares += value * value;
      }
      float factor = (float) (1 / Math.sqrt(squares / size + eps));
      for (int i = 0; i < size; i++) {
        out.data()[out.at(t) + i] = weight[i] * (x.data()[x.at(t) + i] * factor);
      }
    }
  }
}
