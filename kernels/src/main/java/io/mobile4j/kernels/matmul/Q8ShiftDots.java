package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static io.mobile4j.loader.weights.WeightFormat.SCALE;
import static io.mobile4j.loader.weights.WeightFormat.SCALE_BYTES;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q8_0 by words that are taken apart by shifts, for vectors of 256 and 128 bits: with 16 registers,
 * masks would drive the sums to the stack.
 *
 * <p>Once the sign bits of all weights but the topmost are inverted and then subtracted, a word is
 * {@code q0 + 256 q1 + 256^2 q2 + 256^3 q3}: a weight below 0 borrows from the one above it.
 * Shifted up by 8 bits it is 256 times the lower three of these terms, and so on, as no weight is
 * -128.
 */
final class Q8ShiftDots extends Q8WordDots {
  /** Shorts that fill a vector of ints: an int of two equal scales, shifted, is one as a float. */
  private static final VectorSpecies<Short> SCALES =
      VectorSpecies.of(short.class, INT.vectorShape());

  /** The sign bits of a word's lower three weights. Out of an array: see {@link Q8MaskDots}. */
  private static final int[] OFFSETS = vector(0x808080);

  Q8ShiftDots() {
    super(0, 0x1p-8f);
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
    long stride = (long) step * w.cols();
    long w0 = Lanes.address(w.data(), (long) row * w.cols() + fromCol);
    long w1 = Lanes.plus(w0, Math.min(1, last) * stride);
    long w2 = Lanes.plus(w0, Math.min(2, last) * stride);
    long rowScales = w.format().scaleBytesPerRow(w.cols());
    long scaleStride = step * rowScales;
    long s0 =
        Lanes.address(w.scales(), row * rowScales + (long) SCALE_BYTES * (fromCol / Q8_BLOCK));
    long s1 = Lanes.plus(s0, Math.min(1, last) * scaleStride);
    long s2 = Lanes.plus(s0, Math.min(2, last) * scaleStride);
    IntVector offsets = IntVector.fromArray(INT, OFFSETS, 0);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    int cols = toCol - fromCol;
    // Written out: the compiler inlines no helper of ours into a loop of so many operations.
    for (int i = 0; i != cols; i += STRIDE) { // not <: see RowDots
      int col = i & POSITIVE;
      int from = at + i;
      IntVector i0 = IntVector.fromMemorySegment(INT, MEMORY, w0 + col, ORDER);
      IntVector i1 = IntVector.fromMemorySegment(INT, MEMORY, w1 + col, ORDER);
      IntVector i2 = IntVector.fromMemorySegment(INT, MEMORY, w2 + col, ORDER);
      i0 = i0.lanewise(XOR, offsets).sub(offsets);
      i1 = i1.lanewise(XOR, offsets).sub(offsets);
      i2 = i2.lanewise(XOR, offsets).sub(offsets);
      FloatVector v = FloatVector.fromArray(FLOAT, x, from);
      FloatVector p0 = ((FloatVector) i0.convertShape(I2F, FLOAT, 0)).mul(v);
      FloatVector p1 = ((FloatVector) i1.convertShape(I2F, FLOAT, 0)).mul(v);
      FloatVector p2 = ((FloatVector) i2.convertShape(I2F, FLOAT, 0)).mul(v);
      v = FloatVector.fromArray(FLOAT, x, from + LENGTH);
      p0 = ((FloatVector) i0.lanewise(LSHL, 8).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(LSHL, 8).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(LSHL, 8).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      v = FloatVector.fromArray(FLOAT, x, from + 2 * LENGTH);
      p0 = ((FloatVector) i0.lanewise(LSHL, 16).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(LSHL, 16).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(LSHL, 16).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      v = FloatVector.fromArray(FLOAT, x, from + 3 * LENGTH);
      p0 = ((FloatVector) i0.lanewise(LSHL, 24).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(LSHL, 24).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(LSHL, 24).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      int scale = col / Q8_BLOCK * SCALE_BYTES;
      ShortVector f0 = ShortVector.broadcast(SCALES, MEMORY.get(SCALE, s0 + scale));
      ShortVector f1 = ShortVector.broadcast(SCALES, MEMORY.get(SCALE, s1 + scale));
      ShortVector f2 = ShortVector.broadcast(SCALES, MEMORY.get(SCALE, s2 + scale));
      sum0 = p0.fma(f0.reinterpretAsInts().lanewise(LSHL, 16).reinterpretAsFloats(), sum0);
      sum1 = p1.fma(f1.reinterpretAsInts().lanewise(LSHL, 16).reinterpretAsFloats(), sum1);
      sum2 = p2.fma(f2.reinterpretAsInts().lanewise(LSHL, 16).reinterpretAsFloats(), sum2);
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
  }
}
