package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;

/** Any format, by way of floats: for those too rare to deserve a loop of their own. */
final class ConvertedDots implements RowDots {
  private final RowConverter converter;
  private final ThreadLocal<float[]> scratch;

  /**
   * @param maxCols most columns of a call
   */
  ConvertedDots(RowConverter converter, int maxCols) {
    this.converter = converter;
    scratch = ThreadLocal.withInitial(() -> new float[maxCols]);
  }

  @Override
  public int rows() {
    return 1;
  }

  @Override
  public int unit() {
    return LENGTH;
  }

  @Override
  public void dot(
      Matrix w,
      int row,
      int step,
      int last,
      int fromCol,
      int toCol,
      float[] x,
      int at,
      float[] lanes,
      int out) {
    float[] values = scratch.get();
    converter.read(w, row, fromCol, toCol, values, 0);
    FloatVector sum = FloatVector.zero(FLOAT);
    for (int i = 0; i < toCol - fromCol; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, at + i);
      sum = FloatVector.fromArray(FLOAT, values, i).fma(v, sum);
    }
    sum.intoArray(lanes, out);
  }
}
