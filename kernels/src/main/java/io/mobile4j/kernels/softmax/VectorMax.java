package io.mobile4j.kernels.softmax;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.MAX;

import io.mobile4j.kernels.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/** The largest of many values. */
public final class VectorMax {
  private VectorMax() {}

  /** The largest of {@code size} values from {@code offset}; NaN if one is NaN. */
  public static float max(float[] x, int offset, int size) {
    FloatVector largest = FloatVector.broadcast(FLOAT, Float.NEGATIVE_INFINITY);
    int whole = Lanes.whole(size);
    for (int i = offset; i < offset + whole; i += LENGTH) {
      // Asked of the one whose shape the compiler knows without a profile.
      largest = FloatVector.fromArray(FLOAT, x, i).max(largest);
    }
    float max = largest.reduceLanes(MAX);
    for (int i = offset + whole; i < offset + size; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }
}
