package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.SHORT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * BF16: the upper half of a float. Bound by memory, which serves eight streams better than four.
 */
final class Bf16Dot8 implements RowDots {
  private static final int ROWS = 8;

  private final ThreadLocal<float[]> scratch =
      ThreadLocal.withInitial(() -> new float[ROWS * LENGTH]);

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int unit() {
    return LENGTH;
  }

  @Override
  public void add(
      Matrix w, int row, int step, int fromCol, int toCol, float[] x, int at, float[] y, int out) {
    float[] lanes = scratch.get();
    dot(w, row, step, fromCol, toCol, x, at, lanes);
    addFour(lanes, 0, y, out + row, step);
    if (step > 0) {
      addFour(lanes, 4 * LENGTH, y, out + row + 4 * step, step);
    }
  }

  private static void addFour(float[] lanes, int at, float[] y, int first, int step) {
    FloatVector a = FloatVector.fromArray(FLOAT, lanes, at);
    FloatVector b = FloatVector.fromArray(FLOAT, lanes, at + LENGTH);
    FloatVector c = FloatVector.fromArray(FLOAT, lanes, at + 2 * LENGTH);
    FloatVector d = FloatVector.fromArray(FLOAT, lanes, at + 3 * LENGTH);
    RowDots.store(y, first, step, LaneSum.sums(a, b, c, d));
  }

  /**
   * Leaves a vector of each row, whose lanes are to be summed, in {@code lanes} [ROWS, LENGTH].
   *
   * <p>Summing here would be more than the compiler inlines in one method.
   */
  private static void dot(
      Matrix w, int row, int step, int fromCol, int toCol, float[] x, int at, float[] lanes) {
    long rowBytes = 2L * w.cols();
    long w0 = Lanes.address(w.data(), row * rowBytes + 2L * fromCol);
    long w1 = Lanes.plus(w0, step * rowBytes);
    long w2 = Lanes.plus(w1, step * rowBytes);
    long w3 = Lanes.plus(w2, step * rowBytes);
    long w4 = Lanes.plus(w3, step * rowBytes);
    long w5 = Lanes.plus(w4, step * rowBytes);
    long w6 = Lanes.plus(w5, step * rowBytes);
    long w7 = Lanes.plus(w6, step * rowBytes);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    FloatVector sum4 = sum0;
    FloatVector sum5 = sum0;
    FloatVector sum6 = sum0;
    FloatVector sum7 = sum0;
    // Written out: a helper that returns a vector would allocate it where inlining stops.
    for (int i = 0; i < toCol - fromCol; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, at + i);
      var s0 = ShortVector.fromMemorySegment(SHORT, MEMORY, w0 + 2L * i, ORDER);
      var s1 = ShortVector.fromMemorySegment(SHORT, MEMORY, w1 + 2L * i, ORDER);
      var s2 = ShortVector.fromMemorySegment(SHORT, MEMORY, w2 + 2L * i, ORDER);
      var s3 = ShortVector.fromMemorySegment(SHORT, MEMORY, w3 + 2L * i, ORDER);
      var s4 = ShortVector.fromMemorySegment(SHORT, MEMORY, w4 + 2L * i, ORDER);
      var s5 = ShortVector.fromMemorySegment(SHORT, MEMORY, w5 + 2L * i, ORDER);
      var s6 = ShortVector.fromMemorySegment(SHORT, MEMORY, w6 + 2L * i, ORDER);
      var s7 = ShortVector.fromMemorySegment(SHORT, MEMORY, w7 + 2L * i, ORDER);
      var i0 = (IntVector) s0.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i1 = (IntVector) s1.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i2 = (IntVector) s2.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i3 = (IntVector) s3.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i4 = (IntVector) s4.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i5 = (IntVector) s5.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i6 = (IntVector) s6.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i7 = (IntVector) s7.convertShape(ZERO_EXTEND_S2I, INT, 0);
      sum0 = i0.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum0);
      sum1 = i1.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum1);
      sum2 = i2.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum2);
      sum3 = i3.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum3);
      sum4 = i4.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum4);
      sum5 = i5.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum5);
      sum6 = i6.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum6);
      sum7 = i7.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum7);
    }
    sum0.intoArray(lanes, 0);
    sum1.intoArray(lanes, LENGTH);
    sum2.intoArray(lanes, 2 * LENGTH);
    sum3.intoArray(lanes, 3 * LENGTH);
    sum4.intoArray(lanes, 4 * LENGTH);
    sum5.intoArray(lanes, 5 * LENGTH);
    sum6.intoArray(lanes, 6 * LENGTH);
    sum7.intoArray(lanes, 7 * LENGTH);
  }
}
