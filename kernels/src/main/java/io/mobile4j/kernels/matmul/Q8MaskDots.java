package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static io.mobile4j.loader.weights.WeightFormat.SCALE_BYTES;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q8_0 by words that are taken apart by masks, for vectors of 512 bits, which have words of two
 * blocks: their 32 registers hold the masks, and masks cost less than shifts.
 *
 * <p>Once 128 is added to all weights but the topmost so that they borrow nothing, a word is {@code
 * u0 + 256 u1 + 256^2 u2 + 256^3 q3}. The bias takes the 128s off the sum.
 */
final class Q8MaskDots extends Q8WordDots {
  /** Bytes as many as in {@link Lanes#INT}. */
  private static final VectorSpecies<Byte> WORDS =
      VectorSpecies.of(byte.class, FLOAT.vectorShape());

  // Out of arrays: a constant the compiler would load anew for each use.
  private static final int[] OFFSETS = vector(0x808080);
  private static final int[] LOWER_THREE = vector(0xffffff);
  private static final int[] LOWER_TWO = vector(0xffff);
  private static final int[] LOWEST = vector(0xff);
  private static final int[] UPPER = vector(0xffff0000);

  /** What makes the first block's scale a float, in its lanes, of two scales in an int. */
  private static final int[] SHIFTS = new int[LENGTH];

  static {
    Arrays.fill(SHIFTS, 0, BLOCK_WORDS, 16);
  }

  private static final ValueLayout.OfInt TWO_SCALES =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);

  Q8MaskDots() {
    super(128, 1);
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
    ByteVector offsets = IntVector.fromArray(INT, OFFSETS, 0).reinterpretAsBytes();
    IntVector lowerThree = IntVector.fromArray(INT, LOWER_THREE, 0);
    IntVector lowerTwo = IntVector.fromArray(INT, LOWER_TWO, 0);
    IntVector lowest = IntVector.fromArray(INT, LOWEST, 0);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    int cols = toCol - fromCol;
    // Written out: the compiler inlines no helper of ours into a loop of so many operations.
    for (int i = 0; i != cols; i += STRIDE) { // not <: see RowDots
      int col = i & POSITIVE;
      IntVector i0 =
          ByteVector.fromMemorySegment(WORDS, MEMORY, w0 + col, ORDER)
              .add(offsets)
              .reinterpretAsInts();
      IntVector i1 =
          ByteVector.fromMemorySegment(WORDS, MEMORY, w1 + col, ORDER)
              .add(offsets)
              .reinterpretAsInts();
      IntVector i2 =
          ByteVector.fromMemorySegment(WORDS, MEMORY, w2 + col, ORDER)
              .add(offsets)
              .reinterpretAsInts();
      int from = at + col / WORD * (WORD + 1);
      FloatVector v = FloatVector.fromArray(FLOAT, x, from);
      FloatVector p0 = ((FloatVector) i0.convertShape(I2F, FLOAT, 0)).mul(v);
      FloatVector p1 = ((FloatVector) i1.convertShape(I2F, FLOAT, 0)).mul(v);
      FloatVector p2 = ((FloatVector) i2.convertShape(I2F, FLOAT, 0)).mul(v);
      v = FloatVector.fromArray(FLOAT, x, from + LENGTH);
      p0 = ((FloatVector) i0.lanewise(AND, lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(AND, lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(AND, lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      v = FloatVector.fromArray(FLOAT, x, from + 2 * LENGTH);
      p0 = ((FloatVector) i0.lanewise(AND, lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(AND, lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(AND, lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      v = FloatVector.fromArray(FLOAT, x, from + 3 * LENGTH);
      p0 = ((FloatVector) i0.lanewise(AND, lowest).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(AND, lowest).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(AND, lowest).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      v = FloatVector.fromArray(FLOAT, x, from + 4 * LENGTH);
      p0 = p0.add(v);
      p1 = p1.add(v);
      p2 = p2.add(v);
      int scale = col / Q8_BLOCK * SCALE_BYTES;
      IntVector shifts = IntVector.fromArray(INT, SHIFTS, 0);
      IntVector upper = IntVector.fromArray(INT, UPPER, 0);
      IntVector f0 = IntVector.broadcast(INT, MEMORY.get(TWO_SCALES, s0 + scale));
      IntVector f1 = IntVector.broadcast(INT, MEMORY.get(TWO_SCALES, s1 + scale));
      IntVector f2 = IntVector.broadcast(INT, MEMORY.get(TWO_SCALES, s2 + scale));
      sum0 = p0.fma(f0.lanewise(LSHL, shifts).and(upper).reinterpretAsFloats(), sum0);
      sum1 = p1.fma(f1.lanewise(LSHL, shifts).and(upper).reinterpretAsFloats(), sum1);
      sum2 = p2.fma(f2.lanewise(LSHL, shifts).and(upper).reinterpretAsFloats(), sum2);
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
  }
}
