package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;

/** Any format, by way of floats: for those too rare to deserve a loop of their own. */
final class ConvertedDot4 implements RowDots {
  private final RowConverter converter;
  private final ThreadLocal<float[]> scratch;

  /**
   * @param maxCols most columns of a call
   */
  ConvertedDot4(RowConverter converter, int maxCols) {
    this.converter = converter;
    scratch = ThreadLocal.withInitial(() -> new float[maxCols]);
  }

  @Override
  public int unit() {
    return LENGTH;
  }

  @Override
  public void add(
      Matrix w, int row, int step, int fromCol, int toCol, float[] x, int at, float[] y, int out) {
    float[] values = scratch.get();
    int count = step == 0 ? 1 : rows();
    for (int k = 0; k < count; k++) {
      int r = row + k * step;
      y[out + r] += dot(w, r, fromCol, toCol, x, at, values);
    }
  }

  private float dot(Matrix w, int row, int fromCol, int toCol, float[] x, int at, float[] values) {
    converter.read(w, row, fromCol, toCol, values, 0);
    FloatVector sum = FloatVector.zero(FLOAT);
    for (int i = 0; i < toCol - fromCol; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, at + i);
      sum = FloatVector.fromArray(FLOAT, values, i).fma(v, sum);
    }
    return LaneSum.sum(sum);
  }
}
