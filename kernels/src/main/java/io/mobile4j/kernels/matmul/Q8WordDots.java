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
import io.mobile4j.kernels.lanes.Pairs;
import io.mobile4j.loader.weights.Matrix;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q8_0 by words of four weights: taking a word apart costs less than widening bytes to ints.
 *
 * <p>Read as an int, once 128 is added to all weights but the topmost so that they borrow nothing,
 * a word is {@code u0 + 256 u1 + 256^2 u2 + 256^3 q3}. It and its lower three, two and one bytes
 * become floats, and the vector is arranged to tell the weights apart: with {@code x2 / 256^2 - x3
 * / 256^3} for the lower three bytes, and so on, four products sum up to those of the weights and
 * of the 128s, which a bias takes off. It is rounded as a sum of floats is in which all weights of
 * a block are as large as the largest.
 */
final class Q8WordDots implements RowDots {
  /** Weights of a word. */
  private static final int WORD = 4;

  /** Words of a block. */
  private static final int BLOCK_WORDS = Q8_BLOCK / WORD;

  private static final int ROWS = 3;

  /** Weights at once: those of a vector of words. */
  private static final int STRIDE = WORD * LENGTH;

  /** Whether a vector has words of two blocks, and so two scales. */
  private static final boolean TWO_BLOCKS = LENGTH > BLOCK_WORDS;

  /** Vectors that are made of the vector for one of words: for its four parts, and the bias. */
  private static final int ARRANGED = WORD + 1;

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
    Arrays.fill(SHIFTS, 0, Math.min(LENGTH, BLOCK_WORDS), 16);
  }

  /** What is added to a weight that is not topmost. */
  private static final float OFFSET = 128;

  /** Tells the compiler that a column is not negative, so that checks fold away. */
  private static final int POSITIVE = Integer.MAX_VALUE;

  private static final ValueLayout.OfInt TWO_SCALES =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);

  private static final ValueLayout.OfShort SCALE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

  private static int[] vector(int value) {
    int[] lanes = new int[LENGTH];
    Arrays.fill(lanes, value);
    return lanes;
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int unit() {
    return STRIDE;
  }

  @Override
  public boolean arranges() {
    return true;
  }

  @Override
  public int arranged(int cols) {
    return cols / WORD * ARRANGED;
  }

  /**
   * A vector for the words of a vector, one for their lower three bytes, and so on; then the bias,
   * which makes up for the offsets.
   */
  @Override
  public void arrange(float[] x, int from, int cols, float[] out) {
    for (int i = 0; i < cols; i += STRIDE) {
      IntVector a = FloatVector.fromArray(FLOAT, x, from + i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOAT, x, from + i + LENGTH).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(FLOAT, x, from + i + 2 * LENGTH).reinterpretAsInts();
      IntVector d = FloatVector.fromArray(FLOAT, x, from + i + 3 * LENGTH).reinterpretAsInts();
      IntVector even0 = Pairs.even(a, b);
      IntVector even1 = Pairs.even(c, d);
      IntVector odd0 = Pairs.odd(a, b);
      IntVector odd1 = Pairs.odd(c, d);
      FloatVector x0 = Pairs.even(even0, even1).reinterpretAsFloats();
      FloatVector x1 = Pairs.even(odd0, odd1).reinterpretAsFloats();
      FloatVector x2 = Pairs.odd(even0, even1).reinterpretAsFloats();
      FloatVector x3 = Pairs.odd(odd0, odd1).reinterpretAsFloats();
      int to = i / WORD * ARRANGED;
      x0.add(x1).add(x2).mul(-OFFSET).intoArray(out, to + 4 * LENGTH);
      x1 = x1.mul(0x1p-8f);
      x2 = x2.mul(0x1p-16f);
      x3 = x3.mul(0x1p-24f);
      x3.intoArray(out, to);
      x2.sub(x3).intoArray(out, to + LENGTH);
      x1.sub(x2).intoArray(out, to + 2 * LENGTH);
      x0.sub(x1).intoArray(out, to + 3 * LENGTH);
    }
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
      int from = at + col / WORD * ARRANGED;
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
      if (TWO_BLOCKS) {
        IntVector shifts = IntVector.fromArray(INT, SHIFTS, 0);
        IntVector upper = IntVector.fromArray(INT, UPPER, 0);
        IntVector f0 = IntVector.broadcast(INT, MEMORY.get(TWO_SCALES, s0 + scale));
        IntVector f1 = IntVector.broadcast(INT, MEMORY.get(TWO_SCALES, s1 + scale));
        IntVector f2 = IntVector.broadcast(INT, MEMORY.get(TWO_SCALES, s2 + scale));
        sum0 = p0.fma(f0.lanewise(LSHL, shifts).and(upper).reinterpretAsFloats(), sum0);
        sum1 = p1.fma(f1.lanewise(LSHL, shifts).and(upper).reinterpretAsFloats(), sum1);
        sum2 = p2.fma(f2.lanewise(LSHL, shifts).and(upper).reinterpretAsFloats(), sum2);
      } else {
        float f0 = Float.intBitsToFloat(MEMORY.get(SCALE, s0 + scale) << 16);
        sum0 = p0.fma(FloatVector.broadcast(FLOAT, f0), sum0);
        float f1 = Float.intBitsToFloat(MEMORY.get(SCALE, s1 + scale) << 16);
        sum1 = p1.fma(FloatVector.broadcast(FLOAT, f1), sum1);
        float f2 = Float.intBitsToFloat(MEMORY.get(SCALE, s2 + scale) << 16);
        sum2 = p2.fma(FloatVector.broadcast(FLOAT, f2), sum2);
      }
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
  }
}
