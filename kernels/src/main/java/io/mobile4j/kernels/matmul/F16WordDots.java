package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * F16 by words of two weights. With its exponent and fraction moved to where a float has them, and
 * its sign kept, a half is a float that is 2<sup>112</sup> times too small, subnormals included.
 * The vector makes up for a part of that, the sum for the rest: values up to 2<sup>47</sup> are
 * fine.
 *
 * <p>Infinity and NaN become finite that way: the loader refuses them in this format.
 */
final class F16WordDots extends HalfWordDots {
  static final float TIMES_VECTOR = 0x1p80f;
  static final float TIMES_SUM = 0x1p32f;

  /** From a half in the upper 16 bits to a float. */
  static final int DOWN = 3;

  /** Sign, exponent and fraction of a half that was moved down. */
  static final int HALF = 0x8fffe000;

  F16WordDots() {
    super(TIMES_VECTOR);
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
    IntVector half = IntVector.broadcast(INT, HALF);
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
      sum0 = i0.lanewise(ASHR, DOWN).and(half).reinterpretAsFloats().fma(v, sum0);
      sum1 = i1.lanewise(ASHR, DOWN).and(half).reinterpretAsFloats().fma(v, sum1);
      sum2 = i2.lanewise(ASHR, DOWN).and(half).reinterpretAsFloats().fma(v, sum2);
      sum3 = i3.lanewise(ASHR, DOWN).and(half).reinterpretAsFloats().fma(v, sum3);
      i0 = i0.lanewise(LSHL, 16).lanewise(ASHR, DOWN).and(half);
      i1 = i1.lanewise(LSHL, 16).lanewise(ASHR, DOWN).and(half);
      i2 = i2.lanewise(LSHL, 16).lanewise(ASHR, DOWN).and(half);
      i3 = i3.lanewise(LSHL, 16).lanewise(ASHR, DOWN).and(half);
      v = FloatVector.fromArray(FLOAT, x, at + i + LENGTH);
      sum0 = i0.reinterpretAsFloats().fma(v, sum0);
      sum1 = i1.reinterpretAsFloats().fma(v, sum1);
      sum2 = i2.reinterpretAsFloats().fma(v, sum2);
      sum3 = i3.reinterpretAsFloats().fma(v, sum3);
    }
    FloatVector times = FloatVector.broadcast(FLOAT, TIMES_SUM);
    sum0.mul(times).intoArray(lanes, out);
    sum1.mul(times).intoArray(lanes, out + LENGTH);
    sum2.mul(times).intoArray(lanes, out + 2 * LENGTH);
    sum3.mul(times).intoArray(lanes, out + 3 * LENGTH);
  }
}
