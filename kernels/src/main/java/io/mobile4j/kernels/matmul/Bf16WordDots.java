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
 * BF16, the upper half of a float, by words of two weights: the upper one is a float once the lower
 * one is cleared, the lower one once it is shifted up.
 */
sealed class Bf16WordDots extends HalfWordDots permits Bf16SixDots {
  static final int UPPER = 0xffff0000;

  Bf16WordDots() {
    super(1);
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
    IntVector mask = IntVector.broadcast(INT, UPPER);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    int cols = toCol - fromCol;
    // Written out: a helper that returns a vector would allocate it where inlining stops.
    for (int i = 0; i != cols; i += STRIDE) { // not <: see RowDots
      IntVector i0 = IntVector.fromMemorySegment(INT, MEMORY, w0 + 2L * i, ORDER);
      IntVector i1 = IntVector.fromMemorySegment(INT, MEMORY, w1 + 2L * i, ORDER);
      IntVector i2 = IntVector.fromMemorySegment(INT, MEMORY, w2 + 2L * i, ORDER);
      IntVector i3 = IntVector.fromMemorySegment(INT, MEMORY, w3 + 2L * i, ORDER);
      FloatVector v = FloatVector.fromArray(FLOAT, x, at + i);
      sum0 = i0.and(mask).reinterpretAsFloats().fma(v, sum0);
      sum1 = i1.and(mask).reinterpretAsFloats().fma(v, sum1);
      sum2 = i2.and(mask).reinterpretAsFloats().fma(v, sum2);
      sum3 = i3.and(mask).reinterpretAsFloats().fma(v, sum3);
      v = FloatVector.fromArray(FLOAT, x, at + i + LENGTH);
      sum0 = i0.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum0);
      sum1 = i1.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum1);
      sum2 = i2.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum2);
      sum3 = i3.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum3);
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
    sum3.intoArray(lanes, out + 3 * LENGTH);
  }
}
