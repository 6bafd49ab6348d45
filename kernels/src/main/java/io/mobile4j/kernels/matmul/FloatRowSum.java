package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;

/** Sums of F32 rows. */
final class FloatRowSum implements ColumnSums {
  @Override
  public void add(
      Matrix w, int fromRow, int rows, int fromCol, float[] a, int first, float[] out, int at) {
    long stride = 4L * w.cols();
    long w0 = Lanes.address(w.data(), fromRow * stride + 4L * fromCol);
    FloatVector sum0 = FloatVector.fromArray(FLOAT, out, at);
    FloatVector sum1 = FloatVector.fromArray(FLOAT, out, at + LENGTH);
    FloatVector sum2 = FloatVector.fromArray(FLOAT, out, at + 2 * LENGTH);
    FloatVector sum3 = FloatVector.fromArray(FLOAT, out, at + 3 * LENGTH);
    for (int r = 0; r < rows; r++) {
      long row = Lanes.plus(w0, r * stride);
      FloatVector factor = FloatVector.broadcast(FLOAT, a[first + r]);
      sum0 = FloatVector.fromMemorySegment(FLOAT, MEMORY, row, ORDER).fma(factor, sum0);
      sum1 =
          FloatVector.fromMemorySegment(FLOAT, MEMORY, row + 4 * LENGTH, ORDER).fma(factor, sum1);
      sum2 =
          FloatVector.fromMemorySegment(FLOAT, MEMORY, row + 8 * LENGTH, ORDER).fma(factor, sum2);
      sum3 =
          FloatVector.fromMemorySegment(FLOAT, MEMORY, row + 12 * LENGTH, ORDER).fma(factor, sum3);
    }
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + LENGTH);
    sum2.intoArray(out, at + 2 * LENGTH);
    sum3.intoArray(out, at + 3 * LENGTH);
  }
}
