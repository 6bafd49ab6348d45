package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.BYTE;
import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.WIDE;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static io.mobile4j.loader.weights.WeightFormat.SCALE;
import static io.mobile4j.loader.weights.WeightFormat.SCALE_BYTES;
import static jdk.incubator.vector.VectorOperators.B2F;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Bf16;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/** Q8_0 by bytes, each of which becomes a float with its scale. */
final class Q8TokenDots implements TokenDots {
  /**
   * Whether there are vectors of as few bytes as of floats. With shorter ones, of four floats,
   * making floats of bytes costs more than it saves.
   */
  static final boolean USABLE = BYTE.length() == LENGTH;

  @Override
  public int unit() {
    return Q8_BLOCK;
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
    long stride = (long) step * w.cols();
    long w0 = Lanes.address(w.data(), (long) row * w.cols() + fromCol);
    long rowScales = w.format().scaleBytesPerRow(w.cols());
    long scaleStride = step * rowScales;
    long c0 =
        Lanes.address(w.scales(), row * rowScales + (long) SCALE_BYTES * (fromCol / Q8_BLOCK));
    long w1 = Lanes.plus(w0, Math.min(1, last) * stride);
    long w2 = Lanes.plus(w0, Math.min(2, last) * stride);
    long w3 = Lanes.plus(w0, Math.min(3, last) * stride);
    long c1 = Lanes.plus(c0, Math.min(1, last) * scaleStride);
    long c2 = Lanes.plus(c0, Math.min(2, last) * scaleStride);
    long c3 = Lanes.plus(c0, Math.min(3, last) * scaleStride);
    float[] xs = x.data();
    int x0 = x.at(token);
    int x1 = x.at(Math.min(token + 1, lastToken));
    int x2 = x.at(Math.min(token + 2, lastToken));
    int x3 = x.at(Math.min(token + 3, lastToken));
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
    // Written out: the compiler inlines no helper of ours into a loop of so many operations.
    for (int i = 0; i < cols; i += Q8_BLOCK) {
      int col = i & Integer.MAX_VALUE;
      int scale = col / Q8_BLOCK * SCALE_BYTES;
      FloatVector g0 = FloatVector.broadcast(FLOAT, Bf16.toFloat(MEMORY.get(SCALE, c0 + scale)));
      FloatVector g1 = FloatVector.broadcast(FLOAT, Bf16.toFloat(MEMORY.get(SCALE, c1 + scale)));
      FloatVector g2 = FloatVector.broadcast(FLOAT, Bf16.toFloat(MEMORY.get(SCALE, c2 + scale)));
      FloatVector g3 =
          WIDE ? FloatVector.broadcast(FLOAT, Bf16.toFloat(MEMORY.get(SCALE, c3 + scale))) : g2;
      ByteVector q0 = ByteVector.fromMemorySegment(BYTE, MEMORY, w0 + col, ORDER);
      ByteVector q1 = ByteVector.fromMemorySegment(BYTE, MEMORY, w1 + col, ORDER);
      ByteVector q2 = ByteVector.fromMemorySegment(BYTE, MEMORY, w2 + col, ORDER);
      ByteVector q3 = WIDE ? ByteVector.fromMemorySegment(BYTE, MEMORY, w3 + col, ORDER) : q2;
      FloatVector f0 = ((FloatVector) q0.convertShape(B2F, FLOAT, 0)).mul(g0);
      FloatVector f1 = ((FloatVector) q1.convertShape(B2F, FLOAT, 0)).mul(g1);
      FloatVector f2 = ((FloatVector) q2.convertShape(B2F, FLOAT, 0)).mul(g2);
      FloatVector f3 = ((FloatVector) q3.convertShape(B2F, FLOAT, 0)).mul(g3);
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
      q0 = ByteVector.fromMemorySegment(BYTE, MEMORY, w0 + col + LENGTH, ORDER);
      q1 = ByteVector.fromMemorySegment(BYTE, MEMORY, w1 + col + LENGTH, ORDER);
      q2 = ByteVector.fromMemorySegment(BYTE, MEMORY, w2 + col + LENGTH, ORDER);
      q3 = WIDE ? ByteVector.fromMemorySegment(BYTE, MEMORY, w3 + col + LENGTH, ORDER) : q2;
      f0 = ((FloatVector) q0.convertShape(B2F, FLOAT, 0)).mul(g0);
      f1 = ((FloatVector) q1.convertShape(B2F, FLOAT, 0)).mul(g1);
      f2 = ((FloatVector) q2.convertShape(B2F, FLOAT, 0)).mul(g2);
      f3 = ((FloatVector) q3.convertShape(B2F, FLOAT, 0)).mul(g3);
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
      if (!WIDE) {
        q0 = ByteVector.fromMemorySegment(BYTE, MEMORY, w0 + col + 2 * LENGTH, ORDER);
        q1 = ByteVector.fromMemorySegment(BYTE, MEMORY, w1 + col + 2 * LENGTH, ORDER);
        q2 = ByteVector.fromMemorySegment(BYTE, MEMORY, w2 + col + 2 * LENGTH, ORDER);
        f0 = ((FloatVector) q0.convertShape(B2F, FLOAT, 0)).mul(g0);
        f1 = ((FloatVector) q1.convertShape(B2F, FLOAT, 0)).mul(g1);
        f2 = ((FloatVector) q2.convertShape(B2F, FLOAT, 0)).mul(g2);
        v = FloatVector.fromArray(FLOAT, xs, x0 + i + 2 * LENGTH);
        s00 = f0.fma(v, s00);
        s01 = f1.fma(v, s01);
        s02 = f2.fma(v, s02);
        v = FloatVector.fromArray(FLOAT, xs, x1 + i + 2 * LENGTH);
        s10 = f0.fma(v, s10);
        s11 = f1.fma(v, s11);
        s12 = f2.fma(v, s12);
        q0 = ByteVector.fromMemorySegment(BYTE, MEMORY, w0 + col + 3 * LENGTH, ORDER);
        q1 = ByteVector.fromMemorySegment(BYTE, MEMORY, w1 + col + 3 * LENGTH, ORDER);
        q2 = ByteVector.fromMemorySegment(BYTE, MEMORY, w2 + col + 3 * LENGTH, ORDER);
        f0 = ((FloatVector) q0.convertShape(B2F, FLOAT, 0)).mul(g0);
        f1 = ((FloatVector) q1.convertShape(B2F, FLOAT, 0)).mul(g1);
        f2 = ((FloatVector) q2.convertShape(B2F, FLOAT, 0)).mul(g2);
        v = FloatVector.fromArray(FLOAT, xs, x0 + i + 3 * LENGTH);
        s00 = f0.fma(v, s00);
        s01 = f1.fma(v, s01);
        s02 = f2.fma(v, s02);
        v = FloatVector.fromArray(FLOAT, xs, x1 + i + 3 * LENGTH);
        s10 = f0.fma(v, s10);
        s11 = f1.fma(v, s11);
        s12 = f2.fma(v, s12);
      }
    }
    s00.intoArray(lanes, out);
    s01.intoArray(lanes, out + LENGTH);
    s02.intoArray(lanes, out + 2 * LENGTH);
    if (WIDE) {
      s03.intoArray(lanes, out + 3 * LENGTH);
    }
    s10.intoArray(lanes, out + ROWS * LENGTH);
    s11.intoArray(lanes, out + ROWS * LENGTH + LENGTH);
    s12.intoArray(lanes, out + ROWS * LENGTH + 2 * LENGTH);
    if (WIDE) {
      s13.intoArray(lanes, out + ROWS * LENGTH + 3 * LENGTH);
      s20.intoArray(lanes, out + 2 * ROWS * LENGTH);
      s21.intoArray(lanes, out + 2 * ROWS * LENGTH + LENGTH);
      s22.intoArray(lanes, out + 2 * ROWS * LENGTH + 2 * LENGTH);
      s23.intoArray(lanes, out + 2 * ROWS * LENGTH + 3 * LENGTH);
      s30.intoArray(lanes, out + 3 * ROWS * LENGTH);
      s31.intoArray(lanes, out + 3 * ROWS * LENGTH + LENGTH);
      s32.intoArray(lanes, out + 3 * ROWS * LENGTH + 2 * LENGTH);
      s33.intoArray(lanes, out + 3 * ROWS * LENGTH + 3 * LENGTH);
    }
  }
}
