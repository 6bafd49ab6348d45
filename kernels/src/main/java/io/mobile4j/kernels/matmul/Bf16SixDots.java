package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@link Bf16WordDots} with six rows at once instead of four, which some processors read faster.
 * The sums are the same to the last bit.
 */
final class Bf16SixDots extends Bf16WordDots {
  private static final int ROWS = 6;

  @Override
  public int rows() {
    return ROWS;
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
    long rowBytes = 2L * w.cols();
    long stride = step * rowBytes;
    long w0 = Lanes.address(w.data(), row * rowBytes + 2L * fromCol);
    long w1 = Lanes.plus(w0, Math.min(1, last) * stride);
    long w2 = Lanes.plus(w0, Math.min(2, last) * stride);
    long w3 = Lanes.plus(w0, Math.min(3, last) * stride);
    long w4 = Lanes.plus(w0, Math.min(4, last) * stride);
    long w5 = Lanes.plus(w0, Math.min(5, last) * stride);
    IntVector mask = IntVector.broadcast(INT, UPPER);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    FloatVector sum4 = sum0;
    FloatVector sum5 = sum0;
    int cols = toCol - fromCol;
    // Written out: a helper that returns a vector would allocate it where inlining stops.
    for (int i = 0; i != cols; i += STRIDE) { // not <: see RowDots
      IntVector i0 = IntVector.fromMemorySegment(INT, MEMORY, w0 + 2L * i, ORDER);
      IntVector i1 = IntVector.fromMemorySegment(INT, MEMORY, w1 + 2L * i, ORDER);
      IntVector i2 = IntVector.fromMemorySegment(INT, MEMORY, w2 + 2L * i, ORDER);
      IntVector i3 = IntVector.fromMemorySegment(INT, MEMORY, w3 + 2L * i, ORDER);
      IntVector i4 = IntVector.fromMemorySegment(INT, MEMORY, w4 + 2L * i, ORDER);
      IntVector i5 = IntVector.fromMemorySegment(INT, MEMORY, w5 + 2L * i, ORDER);
      FloatVector v = FloatVector.fromArray(FLOAT, x, at + i);
      sum0 = i0.and(mask).reinterpretAsFloats().fma(v, sum0);
      sum1 = i1.and(mask).reinterpretAsFloats().fma(v, sum1);
      sum2 = i2.and(mask).reinterpretAsFloats().fma(v, sum2);
      sum3 = i3.and(mask).reinterpretAsFloats().fma(v, sum3);
      sum4 = i4.and(mask).reinterpretAsFloats().fma(v, sum4);
      sum5 = i5.and(mask).reinterpretAsFloats().fma(v, sum5);
      v = FloatVector.fromArray(FLOAT, x, at + i + LENGTH);
      sum0 = i0.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum0);
      sum1 = i1.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum1);
      sum2 = i2.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum2);
      sum3 = i3.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum3);
      sum4 = i4.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum4);
      sum5 = i5.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum5);
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
    sum3.intoArray(lanes, out + 3 * LENGTH);
    sum4.intoArray(lanes, out + 4 * LENGTH);
    sum5.intoArray(lanes, out + 5 * LENGTH);
  }
}
