package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.I2F;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q8_0 by words of four weights: taking a word apart costs less than widening bytes to ints.
 *
 * <p>Read as an int, once 128 is added to all weights but the topmost so that they borrow nothing,
 * a word is {@code u0 + 256 u1 + 256^2 u2 + 256^3 q3}. It and its lower three, two and one bytes
 * become floats, and the vector is arranged to tell the weights apart: with {@code x2 / 256^2 - x3
 * / 256^3} for the lower three bytes, and so on, four products sum up to those of the weights. What
 * the 128s add is taken off in the end, see {@link #biases}. It is rounded as a sum of floats is in
 * which all weights of a block are as large as the largest.
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

  /** Weights whose scales fill a vector. */
  private static final int SCALED = LENGTH * Q8_BLOCK;

  /** Bytes as many as in {@link Lanes#INT}. */
  private static final VectorSpecies<Byte> WORDS =
      VectorSpecies.of(byte.class, FLOAT.vectorShape());

  // Out of arrays: a constant the compiler would load anew for each use.
  private static final int[] OFFSETS = vector(0x808080);
  private static final int[] LOWER_THREE = vector(0xffffff);
  private static final int[] LOWER_TWO = vector(0xffff);
  private static final int[] LOWEST = vector(0xff);

  /** Of the words whose scales are in one vector, the lanes of their scales. */
  private static final int[] SCALE_OF_WORD = new int[SCALED / WORD];

  static {
    Arrays.setAll(SCALE_OF_WORD, word -> word / BLOCK_WORDS);
  }

  /** What is added to a weight that is not topmost. */
  private static final float OFFSET = 128;

  /** Tells the compiler that a column is not negative, so that checks fold away. */
  private static final int POSITIVE = Integer.MAX_VALUE;

  private static final ValueLayout.OfFloat SCALE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

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
    return cols + Math.ceilDiv(cols, Q8_BLOCK);
  }

  /**
   * A vector for the words of a vector, one for their lower three bytes, and so on; then the biases
   * of the blocks.
   */
  @Override
  public void arrange(float[] x, int from, int cols, float[] out) {
    for (int i = 0; i < cols; i += STRIDE) {
      for (int lane = 0; lane < LENGTH; lane++) {
        int word = from + i + WORD * lane;
        float x0 = x[word];
        float x1 = x[word + 1] * 0x1p-8f;
        float x2 = x[word + 2] * 0x1p-16f;
        float x3 = x[word + 3] * 0x1p-24f;
        out[i + lane] = x3;
        out[i + LENGTH + lane] = x2 - x3;
        out[i + 2 * LENGTH + lane] = x1 - x2;
        out[i + 3 * LENGTH + lane] = x0 - x1;
      }
    }
    biases(x, from, cols, out);
  }

  /** For each block, what makes up for the offsets of its weights, but for its scale. */
  private static void biases(float[] x, int from, int cols, float[] out) {
    for (int block = 0; block < cols; block += Q8_BLOCK) {
      float sum = 0;
      for (int i = block; i < Math.min(cols, block + Q8_BLOCK); i += WORD) {
        sum += x[from + i] + x[from + i + 1] + x[from + i + 2];
      }
      out[cols + block / Q8_BLOCK] = -OFFSET * sum;
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
    long rowScales = 4L * w.format().scalesPerRow(w.cols());
    long scaleStride = step * rowScales;
    long s0 = Lanes.address(w.scales(), row * rowScales + 4L * (fromCol / Q8_BLOCK));
    long s1 = Lanes.plus(s0, Math.min(1, last) * scaleStride);
    long s2 = Lanes.plus(s0, Math.min(2, last) * scaleStride);
    ByteVector offsets = IntVector.fromArray(INT, OFFSETS, 0).reinterpretAsBytes();
    IntVector lowerThree = IntVector.fromArray(INT, LOWER_THREE, 0);
    IntVector lowerTwo = IntVector.fromArray(INT, LOWER_TWO, 0);
    IntVector lowest = IntVector.fromArray(INT, LOWEST, 0);
    IntVector scales0 = IntVector.zero(INT);
    IntVector scales1 = scales0;
    IntVector scales2 = scales0;
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    int cols = toCol - fromCol;
    int blocks = Math.ceilDiv(cols, Q8_BLOCK);
    // Written out: a helper that returns a vector would allocate it where inlining stops.
    for (int i = 0; i != cols; i += STRIDE) { // not <: see RowDots
      int col = i & POSITIVE;
      if (TWO_BLOCKS && col % SCALED == 0) {
        int block = col / Q8_BLOCK;
        VectorMask<Integer> inRow =
            VectorMask.fromLong(INT, (1L << Math.min(LENGTH, blocks - block)) - 1);
        scales0 = IntVector.fromMemorySegment(INT, MEMORY, s0 + 4L * block, ORDER, inRow);
        scales1 = IntVector.fromMemorySegment(INT, MEMORY, s1 + 4L * block, ORDER, inRow);
        scales2 = IntVector.fromMemorySegment(INT, MEMORY, s2 + 4L * block, ORDER, inRow);
      }
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
      FloatVector v = FloatVector.fromArray(FLOAT, x, at + col);
      FloatVector p0 = ((FloatVector) i0.convertShape(I2F, FLOAT, 0)).mul(v);
      FloatVector p1 = ((FloatVector) i1.convertShape(I2F, FLOAT, 0)).mul(v);
      FloatVector p2 = ((FloatVector) i2.convertShape(I2F, FLOAT, 0)).mul(v);
      v = FloatVector.fromArray(FLOAT, x, at + col + LENGTH);
      p0 = ((FloatVector) i0.lanewise(AND, lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(AND, lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(AND, lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      v = FloatVector.fromArray(FLOAT, x, at + col + 2 * LENGTH);
      p0 = ((FloatVector) i0.lanewise(AND, lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(AND, lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(AND, lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      v = FloatVector.fromArray(FLOAT, x, at + col + 3 * LENGTH);
      p0 = ((FloatVector) i0.lanewise(AND, lowest).convertShape(I2F, FLOAT, 0)).fma(v, p0);
      p1 = ((FloatVector) i1.lanewise(AND, lowest).convertShape(I2F, FLOAT, 0)).fma(v, p1);
      p2 = ((FloatVector) i2.lanewise(AND, lowest).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      if (TWO_BLOCKS) {
        IntVector of = IntVector.fromArray(INT, SCALE_OF_WORD, col % SCALED / WORD);
        sum0 = p0.fma(of.selectFrom(scales0).reinterpretAsFloats(), sum0);
        sum1 = p1.fma(of.selectFrom(scales1).reinterpretAsFloats(), sum1);
        sum2 = p2.fma(of.selectFrom(scales2).reinterpretAsFloats(), sum2);
      } else {
        int block = col / Q8_BLOCK; // here: earlier it costs a register that a sum needs
        sum0 = p0.fma(FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s0 + 4L * block)), sum0);
        sum1 = p1.fma(FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s1 + 4L * block)), sum1);
        sum2 = p2.fma(FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s2 + 4L * block)), sum2);
      }
    }
    int biases = at + cols;
    int block = 0;
    for (; block <= blocks - LENGTH; block += LENGTH) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, biases + block);
      sum0 = FloatVector.fromMemorySegment(FLOAT, MEMORY, s0 + 4L * block, ORDER).fma(v, sum0);
      sum1 = FloatVector.fromMemorySegment(FLOAT, MEMORY, s1 + 4L * block, ORDER).fma(v, sum1);
      sum2 = FloatVector.fromMemorySegment(FLOAT, MEMORY, s2 + 4L * block, ORDER).fma(v, sum2);
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
    for (; block < blocks; block++) {
      lanes[out] += MEMORY.get(SCALE, s0 + 4L * block) * x[biases + block];
      lanes[out + LENGTH] += MEMORY.get(SCALE, s1 + 4L * block) * x[biases + block];
      lanes[out + 2 * LENGTH] += MEMORY.get(SCALE, s2 + 4L * block) * x[biases + block];
    }
  }
}
