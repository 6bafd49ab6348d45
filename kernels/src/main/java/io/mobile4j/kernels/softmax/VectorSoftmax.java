package io.mobile4j.kernels.softmax;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.exp.VectorExp;
import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.kernels.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/** By vectors: maximum, exponentials and their sum, division. */
public final class VectorSoftmax implements Softmax {
  @Override
  public void apply(float[] x, int offset, int size) {
    float sum = exponentials(x, offset, size, VectorMax.max(x, offset, size));
    int whole = Lanes.whole(size);
    for (int i = offset; i < offset + whole; i += LENGTH) {
      FloatVector.fromArray(FLOAT, x, i).div(sum).intoArray(x, i);
    }
    for (int i = offset + whole; i < offset + size; i++) {
      x[i] /= sum;
    }
  }

  /** Replaces x by exp(x - max) and returns the sum. */
  private static float exponentials(float[] x, int offset, int size, float max) {
    FloatVector sums = FloatVector.zero(FLOAT);
    FloatVector largest = FloatVector.broadcast(FLOAT, max);
    int whole = Lanes.whole(size);
    for (int i = offset; i < offset + whole; i += LENGTH) {
      FloatVector e = VectorExp.exp(FloatVector.fromArray(FLOAT, x, i).sub(largest));
      e.intoArray(x, i);
      sums = e.add(sums);
    }
    float sum = LaneSum.sum(sums);
    for (int i = offset + whole; i < offset + size; i++) {
      x[i] = (float) Math.exp((double) x[i] - max);
      sum += x[i];
    }
    return sum;
  }
}
