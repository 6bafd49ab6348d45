package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;

import io.mobile4j.kernels.lanes.LaneSum;
import jdk.incubator.vector.FloatVector;

/** Sums of the vectors that {@link RowDots#dot} leaves. */
final class DotSums {
  private DotSums() {}

  /**
   * {@code y[first + i] += } the sum of the lanes of the vector at {@code at + i * stride}, i from
   * 0 to {@code count} - 1.
   */
  static void add(float[] lanes, int at, int stride, int count, float[] y, int first) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      addFour(lanes, at + i * stride, stride, y, first + i);
    }
    for (; i < count; i++) {
      y[first + i] += LaneSum.sum(FloatVector.fromArray(FLOAT, lanes, at + i * stride));
    }
  }

  private static void addFour(float[] lanes, int at, int stride, float[] y, int first) {
    FloatVector a = FloatVector.fromArray(FLOAT, lanes, at);
    FloatVector b = FloatVector.fromArray(FLOAT, lanes, at + stride);
    FloatVector c = FloatVector.fromArray(FLOAT, lanes, at + 2 * stride);
    FloatVector d = FloatVector.fromArray(FLOAT, lanes, at + 3 * stride);
    addFour(LaneSum.sums(a, b, c, d), y, first);
  }

  /** Adds four sums as {@link LaneSum#sums} leaves them. */
  static void addFour(FloatVector sums, float[] y, int first) {
    y[first] += sums.lane(0);
    y[first + 1] += sums.lane(LaneSum.STEP);
    y[first + 2] += sums.lane(2 * LaneSum.STEP);
    y[first + 3] += sums.lane(3 * LaneSum.STEP);
  }
}
