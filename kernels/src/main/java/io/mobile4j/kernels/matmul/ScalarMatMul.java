package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.loader.weights.Matrix;

/** The reference: one sum after the other, in double precision. */
public final class ScalarMatMul implements MatMul {
  @Override
  public void multiply(Matrix w, Rows x, Rows y, int tokens, int fromRow, int toRow) {
    for (int t = 0; t < tokens; t++) {
      for (int r = fromRow; r < toRow; r++) {
        y.data()[y.at(t) + r] = dot(w, r, x.data(), x.at(t));
      }
    }
  }

  @Override
  public void multiplyTransposed(
      Matrix w, int fromRow, int toRow, float[] x, int xOffset, float[] out, int outOffset) {
    for (int c = 0; c < w.cols(); c++) {
      double sum = 0;
      for (int r = fromRow; r < toRow; r++) {
        sum += (double) x[xOffset + r - fromRow] * ScalarRowConverter.value(w, r, c);
      }
      out[outOffset + c] = (float) sum;
    }
  }

  private static float dot(Matrix w, int row, float[] x, int xOffset) {
    double sum = 0;
    for (int c = 0; c < w.cols(); c++) {
      sum += (double) ScalarRowConverter.value(w, row, c) * x[xOffset + c];
    }
    return (float) sum;
  }
}
