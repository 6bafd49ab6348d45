package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Q8_0 by words of four weights: taking a word apart costs less than widening bytes to ints.
 *
 * <p>Read as an int and once what negative weights borrowed is given back, a word is {@code q0 +
 * 256 q1 + 256^2 q2 + 256^3 q3}: as a float, q3 and a little of the weights below it. Shifted left
 * by a byte, it is q2 and a little of those below; and so on. The vector is arranged to make up for
 * that little: it has {@code x2 - x3 / 256} for q2. So four products, of the four floats of a word,
 * sum up to those of its weights, rounded as a sum of floats is.
 */
final class Q8WordDots implements RowDots {
  /** Weights of a word. */
  private static final int WORD = 4;

  /** Words of a block. */
  private static final int BLOCK_WORDS = Q8_BLOCK / WORD;

  private static final int ROWS = 3;

  /** Weights of a vector of words. */
  private static final int STRIDE = WORD * LENGTH;

  /** Weights at once: a block, or a vector's two. */
  private static final int UNIT = Math.max(Q8_BLOCK, STRIDE);

  /** The lanes of a vector's second block. */
  private static final VectorMask<Float> SECOND = VectorMask.fromLong(FLOAT, -1L << BLOCK_WORDS);

  /**
   * The sign bits of all weights of a word but the topmost, for a vector. Out of an array: a
   * constant the compiler would load anew for each use.
   */
  private static final int[] SIGNS = new int[LENGTH];

  static {
    Arrays.fill(SIGNS, 0x808080);
  }

  /** What a word's topmost weight is multiplied by, and what the next lower is beside it. */
  private static final float TOP = 0x1p24f;

  private static final float NEXT = 0x1p-8f;

  /** Tells the compiler that a column is not negative, so that checks fold away. */
  private static final int POSITIVE = Integer.MAX_VALUE;

  private static final ValueLayout.OfFloat SCALE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int unit() {
    return UNIT;
  }

  @Override
  public boolean arranges() {
    return true;
  }

  /** A vector for the topmost weights of a vector of words, one for those below, and so on. */
  @Override
  public void arrange(float[] x, int from, int cols, float[] out) {
    for (int i = 0; i < cols; i += STRIDE) {
      for (int lane = 0; lane < LENGTH; lane++) {
        int word = from + i + WORD * lane;
        float x0 = x[word];
        float x1 = x[word + 1];
        float x2 = x[word + 2];
        float x3 = x[word + 3];
        out[i + lane] = x3 / TOP;
        out[i + LENGTH + lane] = (x2 - x3 * NEXT) / TOP;
        out[i + 2 * LENGTH + lane] = (x1 - x2 * NEXT) / TOP;
        out[i + 3 * LENGTH + lane] = (x0 - x1 * NEXT) / TOP;
      }
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
    IntVector signs = IntVector.fromArray(INT, SIGNS, 0);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    int cols = toCol - fromCol;
    // Written out: a helper that returns a vector would allocate it where inlining stops.
    for (int block = 0; block != cols; block += UNIT) { // not <: see RowDots
      FloatVector p0 = FloatVector.zero(FLOAT);
      FloatVector p1 = p0;
      FloatVector p2 = p0;
      for (int i = 0; i < UNIT; i += STRIDE) {
        int col = (block + i) & POSITIVE;
        IntVector i0 = IntVector.fromMemorySegment(INT, MEMORY, w0 + col, ORDER);
        IntVector i1 = IntVector.fromMemorySegment(INT, MEMORY, w1 + col, ORDER);
        IntVector i2 = IntVector.fromMemorySegment(INT, MEMORY, w2 + col, ORDER);
        i0 = i0.lanewise(XOR, signs).sub(signs);
        i1 = i1.lanewise(XOR, signs).sub(signs);
        i2 = i2.lanewise(XOR, signs).sub(signs);
        FloatVector v = FloatVector.fromArray(FLOAT, x, at + col);
        p0 = ((FloatVector) i0.convertShape(I2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) i1.convertShape(I2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) i2.convertShape(I2F, FLOAT, 0)).fma(v, p2);
        v = FloatVector.fromArray(FLOAT, x, at + col + LENGTH);
        p0 = ((FloatVector) i0.lanewise(LSHL, 8).convertShape(I2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) i1.lanewise(LSHL, 8).convertShape(I2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) i2.lanewise(LSHL, 8).convertShape(I2F, FLOAT, 0)).fma(v, p2);
        v = FloatVector.fromArray(FLOAT, x, at + col + 2 * LENGTH);
        p0 = ((FloatVector) i0.lanewise(LSHL, 16).convertShape(I2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) i1.lanewise(LSHL, 16).convertShape(I2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) i2.lanewise(LSHL, 16).convertShape(I2F, FLOAT, 0)).fma(v, p2);
        v = FloatVector.fromArray(FLOAT, x, at + col + 3 * LENGTH);
        p0 = ((FloatVector) i0.lanewise(LSHL, 24).convertShape(I2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) i1.lanewise(LSHL, 24).convertShape(I2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) i2.lanewise(LSHL, 24).convertShape(I2F, FLOAT, 0)).fma(v, p2);
      }
      int scale = (block & POSITIVE) / Q8_BLOCK * Float.BYTES;
      FloatVector f0 = FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s0 + scale));
      FloatVector f1 = FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s1 + scale));
      FloatVector f2 = FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s2 + scale));
      if (LENGTH > BLOCK_WORDS) {
        FloatVector g0 = FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s0 + scale + 4));
        FloatVector g1 = FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s1 + scale + 4));
        FloatVector g2 = FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s2 + scale + 4));
        f0 = f0.blend(g0, SECOND);
        f1 = f1.blend(g1, SECOND);
        f2 = f2.blend(g2, SECOND);
      }
      sum0 = p0.fma(f0, sum0);
      sum1 = p1.fma(f1, sum1);
      sum2 = p2.fma(f2, sum2);
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
  }
}
