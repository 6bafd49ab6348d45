package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.lanes.Pairs;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@link WeightFormat#Q8_0} by words of four weights: taking a word apart costs less than widening
 * bytes to ints.
 *
 * <p>A word becomes four floats, each with one weight less on top of the rest: the whole word, its
 * lower three, two and one bytes. Products with a vector arranged to tell the weights apart sum up
 * to those of the weights: with {@code x2 / 256^2 - x3 / 256^3} for the lower three bytes, and so
 * on. They are rounded as a sum of floats is in which all weights of a block are as large as the
 * largest.
 */
abstract sealed class Q8WordDots implements RowDots permits Q8MaskDots, Q8ShiftDots {
  /** Weights of a word. */
  static final int WORD = 4;

  /** Words of a block. */
  static final int BLOCK_WORDS = WeightFormat.Q8_BLOCK / WORD;

  static final int ROWS = 3;

  /** Weights at once: those of a vector of words. */
  static final int STRIDE = WORD * LENGTH;

  /** Tells the compiler that a column is not negative, so that checks fold away. */
  static final int POSITIVE = Integer.MAX_VALUE;

  /** The loop for this machine's vectors. */
  static Q8WordDots preferred() {
    return LENGTH == 2 * BLOCK_WORDS ? new Q8MaskDots() : new Q8ShiftDots();
  }

  /** A vector of the same int in all lanes. */
  static int[] vector(int value) {
    int[] lanes = new int[LENGTH];
    Arrays.fill(lanes, value);
    return lanes;
  }

  private final float offset;
  private final float lower;

  /** Vectors that are made of the vector for one of words. */
  private final int parts;

  /**
   * @param offset what the loop adds to all weights of a word but the topmost
   * @param lower what a weight counts in a float in which it is on top, beside the float before,
   *     where one more is: 1, or 1/256 if the loop shifts it up to the top
   */
  Q8WordDots(float offset, float lower) {
    this.offset = offset;
    this.lower = lower;
    parts = offset == 0 ? WORD : WORD + 1;
  }

  @Override
  public final int rows() {
    return ROWS;
  }

  @Override
  public final int unit() {
    return STRIDE;
  }

  @Override
  public final boolean arranges() {
    return true;
  }

  @Override
  public final int arranged(int cols) {
    return cols / WORD * parts;
  }

  /**
   * A vector for the words of a vector, one for their lower three bytes, and so on; then, where
   * there are offsets, the bias that makes up for them.
   */
  @Override
  public final void arrange(float[] x, int from, int cols, float[] out) {
    FloatVector factor1 = FloatVector.broadcast(FLOAT, lower);
    FloatVector factor2 = factor1.mul(factor1);
    FloatVector factor3 = factor2.mul(factor1);
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
      int to = i / WORD * parts;
      if (offset != 0) {
        x0.add(x1).add(x2).mul(-offset).intoArray(out, to + 4 * LENGTH);
      }
      x1 = x1.mul(0x1p-8f);
      x2 = x2.mul(0x1p-16f);
      x3 = x3.mul(0x1p-24f);
      x3.intoArray(out, to);
      x2.sub(x3).mul(factor1).intoArray(out, to + LENGTH);
      x1.sub(x2).mul(factor2).intoArray(out, to + 2 * LENGTH);
      x0.sub(x1).mul(factor3).intoArray(out, to + 3 * LENGTH);
    }
  }
}
