package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;

import io.mobile4j.kernels.lanes.LaneSum;
import jdk.incubator.vector.FloatVector;

/** Sums of the vectors that {@link RowDots#dot} leaves. */
final class DotSums {
  private DotSums() {}

  /**
   * Leaves the sum of the lanes of the vector at {@code at + i * stride} in y[first + i], i from 0
   * to {@code count} - 1.
   *
   * @param more whether it is added to what is there
   */
  static void sum(
      float[] lanes, int at, int stride, int count, float[] y, int first, boolean more) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      FloatVector sums = sumsOfFour(lanes, at + i * stride, stride);
      if (more) {
        addFour(sums, y, first + i);
      } else {
        putFour(sums, y, first + i);
      }
    }
    for (; i < count; i++) {
      float sum = LaneSum.sum(FloatVector.fromArray(FLOAT, lanes, at + i * stride));
      y[first + i] = more ? y[first + i] + sum : sum;
    }
  }

  private static FloatVector sumsOfFour(float[] lanes, int at, int stride) {
    FloatVector a = FloatVector.fromArray(FLOAT, lanes, at);
    FloatVector b = FloatVector.fromArray(FLOAT, lanes, at + stride);
    FloatVector c = FloatVector.fromArray(FLOAT, lanes, at + 2 * stride);
    FloatVector d = FloatVector.fromArray(FLOAT, lanes, at + 3 * stride);
    return LaneSum.sums(a, b, c, d);
  }

  private static void putFour(FloatVector sums, float[] y, int first) {
    y[first] = sums.lane(0);
    y[first + 1] = sums.lane(LaneSum.STEP);
    y[first + 2] = sums.lane(2 * LaneSum.STEP);
    y[first + 3] = sums.lane(3 * LaneSum.STEP);
  }

  /** Adds four sums as {@link LaneSum#sums} leaves them. */
  static void addFour(FloatVector sums, float[] y, int first) {
    y[first] += sums.lane(0);
    y[first + 1] += sums.lane(LaneSum.STEP);
    y[first + 2] += sums.lane(2 * LaneSum.STEP);
    y[first + 3] += sums.lane(3 * LaneSum.STEP);
  }
}
