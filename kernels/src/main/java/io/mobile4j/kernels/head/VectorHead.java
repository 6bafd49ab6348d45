package io.mobile4j.kernels.head;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.exp.VectorExp;
import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.softmax.VectorMax;
import jdk.incubator.vector.FloatVector;

/** By vectors: the maximum, then where it is or the sum of exponentials. */
public final class VectorHead implements Head {
  @Override
  public int argmax(float[] logits, int offset, int size) {
    float max = VectorMax.max(logits, offset, size);
    for (int i = 0; i < size; i++) {
      if (logits[offset + i] == max) {
        return i;
      }
    }
    return 0;
  }

  @Override
  public boolean finite(float[] logits, int offset, int size) {
    FloatVector zero = FloatVector.zero(FLOAT);
    FloatVector sums = zero; // of logits times zero: NaN where one is not finite
    int whole = Lanes.whole(size);
    for (int i = offset; i < offset + whole; i += LENGTH) {
      sums = FloatVector.fromArray(FLOAT, logits, i).fma(zero, sums);
    }
    float sum = LaneSum.sum(sums);
    for (int i = offset + whole; i < offset + size; i++) {
      sum += logits[i] * 0;
    }
    return sum == 0;
  }

  @Override
  public float confidence(float[] logits, int offset, int size) {
    float max = VectorMax.max(logits, offset, size);
    FloatVector largest = FloatVector.broadcast(FLOAT, max);
    FloatVector sums = FloatVector.zero(FLOAT);
    int whole = Lanes.whole(size);
    for (int i = offset; i < offset + whole; i += LENGTH) {
      sums = VectorExp.exp(FloatVector.fromArray(FLOAT, logits, i).sub(largest)).add(sums);
    }
    double sum = LaneSum.sum(sums);
    for (int i = offset + whole; i < offset + size; i++) {
      sum += Math.exp((double) logits[i] - max);
    }
    return (float) (1 / sum);
  }
}
