package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.WIDE;
import static io.mobile4j.kernels.matmul.F16WordDots.DOWN;
import static io.mobile4j.kernels.matmul.F16WordDots.HALF;
import static io.mobile4j.kernels.matmul.F16WordDots.TIMES_SUM;
import static io.mobile4j.kernels.matmul.F16WordDots.TIMES_VECTOR;
import static io.mobile4j.kernels.matmul.HalfWordDots.STRIDE;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** F16 by words of two weights: see {@link F16WordDots}. */
final class F16TokenDots implements TokenDots {
  @Override
  public int unit() {
    return STRIDE;
  }

  @Override
  public boolean arranges() {
    return true;
  }

  @Override
  public void arrange(float[] x, int from, int cols, float[] out, int at) {
    HalfWordDots.arrange(x, from, cols, TIMES_VECTOR, out, at);
  }

  @Override
  public void dot(
      Matrix w,
      int row,
      int step,
      int last,
      int fromCol,
      int toCol,
      Rows x,
      int token,
      int lastToken,
      float[] lanes,
      int out) {
    long rowBytes = 2L * w.cols();
    long stride = step * rowBytes;
    long w0 = Lanes.address(w.data(), row * rowBytes + 2L * fromCol);
    long w1 = Lanes.plus(w0, Math.min(1, last) * stride);
    long w2 = Lanes.plus(w0, Math.min(2, last) * stride);
    long w3 = Lanes.plus(w0, Math.min(3, last) * stride);
    float[] xs = x.data();
    int x0 = x.at(token);
    int x1 = x.at(Math.min(token + 1, lastToken));
    int x2 = x.at(Math.min(token + 2, lastToken));
    int x3 = x.at(Math.min(token + 3, lastToken));
    IntVector half = IntVector.broadcast(INT, HALF);
    FloatVector s00 = FloatVector.zero(FLOAT);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    int cols = toCol - fromCol;
    // Written out: a helper that returns a vector would allocate it where inlining stops.
    for (int i = 0; i < cols; i += STRIDE) {
      IntVector i0 = IntVector.fromMemorySegment(INT, MEMORY, w0 + 2L * i, ORDER);
      IntVector i1 = IntVector.fromMemorySegment(INT, MEMORY, w1 + 2L * i, ORDER);
      IntVector i2 = IntVector.fromMemorySegment(INT, MEMORY, w2 + 2L * i, ORDER);
      IntVector i3 = WIDE ? IntVector.fromMemorySegment(INT, MEMORY, w3 + 2L * i, ORDER) : i2;
      FloatVector f0 = i0.lanewise(ASHR, DOWN).and(half).reinterpretAsFloats();
      FloatVector f1 = i1.lanewise(ASHR, DOWN).and(half).reinterpretAsFloats();
      FloatVector f2 = i2.lanewise(ASHR, DOWN).and(half).reinterpretAsFloats();
      FloatVector f3 = i3.lanewise(ASHR, DOWN).and(half).reinterpretAsFloats();
      FloatVector v = FloatVector.fromArray(FLOAT, xs, x0 + i);
      s00 = f0.fma(v, s00);
      s01 = f1.fma(v, s01);
      s02 = f2.fma(v, s02);
      if (WIDE) {
        s03 = f3.fma(v, s03);
      }
      v = FloatVector.fromArray(FLOAT, xs, x1 + i);
      s10 = f0.fma(v, s10);
      s11 = f1.fma(v, s11);
      s12 = f2.fma(v, s12);
      if (WIDE) {
        s13 = f3.fma(v, s13);
        v = FloatVector.fromArray(FLOAT, xs, x2 + i);
        s20 = f0.fma(v, s20);
        s21 = f1.fma(v, s21);
        s22 = f2.fma(v, s22);
        s23 = f3.fma(v, s23);
        v = FloatVector.fromArray(FLOAT, xs, x3 + i);
        s30 = f0.fma(v, s30);
        s31 = f1.fma(v, s31);
        s32 = f2.fma(v, s32);
        s33 = f3.fma(v, s33);
      }
      f0 = i0.lanewise(LSHL, 16).lanewise(ASHR, DOWN).and(half).reinterpretAsFloats();
      f1 = i1.lanewise(LSHL, 16).lanewise(ASHR, DOWN).and(half).reinterpretAsFloats();
      f2 = i2.lanewise(LSHL, 16).lanewise(ASHR, DOWN).and(half).reinterpretAsFloats();
      f3 = i3.lanewise(LSHL, 16).lanewise(ASHR, DOWN).and(half).reinterpretAsFloats();
      v = FloatVector.fromArray(FLOAT, xs, x0 + i + LENGTH);
      s00 = f0.fma(v, s00);
      s01 = f1.fma(v, s01);
      s02 = f2.fma(v, s02);
      if (WIDE) {
        s03 = f3.fma(v, s03);
      }
      v = FloatVector.fromArray(FLOAT, xs, x1 + i + LENGTH);
      s10 = f0.fma(v, s10);
      s11 = f1.fma(v, s11);
      s12 = f2.fma(v, s12);
      if (WIDE) {
        s13 = f3.fma(v, s13);
        v = FloatVector.fromArray(FLOAT, xs, x2 + i + LENGTH);
        s20 = f0.fma(v, s20);
        s21 = f1.fma(v, s21);
        s22 = f2.fma(v, s22);
        s23 = f3.fma(v, s23);
        v = FloatVector.fromArray(FLOAT, xs, x3 + i + LENGTH);
        s30 = f0.fma(v, s30);
        s31 = f1.fma(v, s31);
        s32 = f2.fma(v, s32);
        s33 = f3.fma(v, s33);
      }
    }
    FloatVector times = FloatVector.broadcast(FLOAT, TIMES_SUM);
    s00.mul(times).intoArray(lanes, out);
    s01.mul(times).intoArray(lanes, out + LENGTH);
    s02.mul(times).intoArray(lanes, out + 2 * LENGTH);
    if (WIDE) {
      s03.mul(times).intoArray(lanes, out + 3 * LENGTH);
    }
    s10.mul(times).intoArray(lanes, out + ROWS * LENGTH);
    s11.mul(times).intoArray(lanes, out + ROWS * LENGTH + LENGTH);
    s12.mul(times).intoArray(lanes, out + ROWS * LENGTH + 2 * LENGTH);
    if (WIDE) {
      s13.mul(times).intoArray(lanes, out + ROWS * LENGTH + 3 * LENGTH);
      s20.mul(times).intoArray(lanes, out + 2 * ROWS * LENGTH);
      s21.mul(times).intoArray(lanes, out + 2 * ROWS * LENGTH + LENGTH);
      s22.mul(times).intoArray(lanes, out + 2 * ROWS * LENGTH + 2 * LENGTH);
      s23.mul(times).intoArray(lanes, out + 2 * ROWS * LENGTH + 3 * LENGTH);
      s30.mul(times).intoArray(lanes, out + 3 * ROWS * LENGTH);
      s31.mul(times).intoArray(lanes, out + 3 * ROWS * LENGTH + LENGTH);
      s32.mul(times).intoArray(lanes, out + 3 * ROWS * LENGTH + 2 * LENGTH);
      s33.mul(times).intoArray(lanes, out + 3 * ROWS * LENGTH + 3 * LENGTH);
    }
  }
}
