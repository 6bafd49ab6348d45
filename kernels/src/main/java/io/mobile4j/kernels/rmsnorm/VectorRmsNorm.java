package io.mobile4j.kernels.rmsnorm;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.kernels.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/** By vectors; the sum of squares lane by lane. */
public final class VectorRmsNorm implements RmsNorm {
  @Override
  public void normalize(Rows x, float[] weight, float eps, Rows out, int rows, int size) {
    for (int t = 0; t < rows; t++) {
      float squares = squares(x.data(), x.at(t), size);
      float factor = (float) (1 / Math.sqrt(squares / (double) size + eps));
      scale(x.data(), x.at(t), factor, weight, out.data(), out.at(t), size);
    }
  }

  private static float squares(float[] x, int offset, int size) {
    FloatVector sum = FloatVector.zero(FLOAT);
    int whole = Lanes.whole(size);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, offset + i);
      sum = v.fma(v, sum);
    }
    float rest = 0;
    for (int i = whole; i < size; i++) {
      rest += x[offset + i] * x[offset + i];
    }
    return LaneSum.sum(sum) + rest;
  }

  private static void scale(
      float[] x, int offset, float factor, float[] weight, float[] out, int outOffset, int size) {
    int whole = Lanes.whole(size);
    FloatVector f = FloatVector.broadcast(FLOAT, factor);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, offset + i).mul(f);
      v.mul(FloatVector.fromArray(FLOAT, weight, i)).intoArray(out, outOffset + i);
    }
    for (int i = whole; i < size; i++) {
      out[outOffset + i] = weight[i] * (x[offset + i] * factor);
    }
  }
}
