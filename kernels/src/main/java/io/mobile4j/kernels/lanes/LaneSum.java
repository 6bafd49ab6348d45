package io.mobile4j.kernels.lanes;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums over the lanes of a vector, always as the same tree.
 *
 * <p>The Vector API leaves the order of its own ADD reduction open, and indeed interpreted and
 * compiled code differ in it: the same prompt would give other bits from run to run.
 */
public final class LaneSum {
  /** Lanes from one of four sums to the next. */
  public static final int STEP = LENGTH / 4;

  private static final VectorMask<Float> UPPER_HALF = VectorMask.fromLong(FLOAT, lanes(LENGTH / 2));
  private static final VectorMask<Float> ODD_QUARTERS =
      VectorMask.fromLong(FLOAT, lanes(LENGTH / 4));
  private static final VectorShuffle<Float> HALF = swap(LENGTH / 2);
  private static final VectorShuffle<Float> QUARTER = swap(LENGTH / 4);
  private static final VectorShuffle<Float> TWO = swap(2);
  private static final VectorShuffle<Float> ONE = swap(1);

  private LaneSum() {}

  /** Bit i is set where lane i has {@code distance} in its number. */
  private static long lanes(int distance) {
    long bits = 0;
    for (int i = 0; i < LENGTH; i++) {
      bits |= (i & distance) == 0 ? 0 : 1L << i;
    }
    return bits;
  }

  /** Exchanges lanes that far apart. */
  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(FLOAT, i -> (i ^ distance) % LENGTH);
  }

  /** The sum of all lanes. */
  public static float sum(FloatVector v) {
    FloatVector half = v.add(v.rearrange(HALF));
    return rest(half.add(half.rearrange(QUARTER))).lane(0);
  }

  /**
   * The sums of four vectors, each as {@link #sum} takes it: that of a, b, c and d is in lane 0,
   * {@link #STEP}, 2 * STEP and 3 * STEP.
   */
  public static FloatVector sums(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    FloatVector ac = a.blend(c, UPPER_HALF).add(c.blend(a, UPPER_HALF).rearrange(HALF));
    FloatVector bd = b.blend(d, UPPER_HALF).add(d.blend(b, UPPER_HALF).rearrange(HALF));
    return rest(ac.blend(bd, ODD_QUARTERS).add(bd.blend(ac, ODD_QUARTERS).rearrange(QUARTER)));
  }

  /** Sums within each quarter. */
  private static FloatVector rest(FloatVector v) {
    FloatVector sum = LENGTH >= 16 ? v.add(v.rearrange(TWO)) : v;
    return LENGTH >= 8 ? sum.add(sum.rearrange(ONE)) : sum;
  }
}
