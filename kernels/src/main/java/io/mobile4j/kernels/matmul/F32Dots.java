package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;

/** F32: as stored. */
final class F32Dots implements RowDots {
  private static final int ROWS = 4;

  @Override
  public int rows() {
    return ROWS;
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
    long rowBytes = 4L * w.cols();
    long stride = step * rowBytes;
    long w0 = Lanes.address(w.data(), row * rowBytes + 4L * fromCol);
    long w1 = Lanes.plus(w0, Math.min(1, last) * stride);
    long w2 = Lanes.plus(w0, Math.min(2, last) * stride);
    long w3 = Lanes.plus(w0, Math.min(3, last) * stride);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    int cols = toCol - fromCol;
    for (int i = 0; i != cols; i += LENGTH) { // not <: see RowDots
      FloatVector v = FloatVector.fromArray(FLOAT, x, at + i);
      sum0 = FloatVector.fromMemorySegment(FLOAT, MEMORY, w0 + 4L * i, ORDER).fma(v, sum0);
      sum1 = FloatVector.fromMemorySegment(FLOAT, MEMORY, w1 + 4L * i, ORDER).fma(v, sum1);
      sum2 = FloatVector.fromMemorySegment(FLOAT, MEMORY, w2 + 4L * i, ORDER).fma(v, sum2);
      sum3 = FloatVector.fromMemorySegment(FLOAT, MEMORY, w3 + 4L * i, ORDER).fma(v, sum3);
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
    sum3.intoArray(lanes, out + 3 * LENGTH);
  }
}
