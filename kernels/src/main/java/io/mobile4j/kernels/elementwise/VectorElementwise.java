package io.mobile4j.kernels.elementwise;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/** By vectors, with the reference's roundings. */
public final class VectorElementwise implements Elementwise {
  @Override
  public void axpy(float a, float[] x, int xOffset, float[] y, int yOffset, int size) {
    int whole = Lanes.whole(size);
    FloatVector factor = FloatVector.broadcast(FLOAT, a);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector product = FloatVector.fromArray(FLOAT, x, xOffset + i).mul(factor);
      FloatVector.fromArray(FLOAT, y, yOffset + i).add(product).intoArray(y, yOffset + i);
    }
    for (int i = whole; i < size; i++) {
      y[yOffset + i] += a * x[xOffset + i];
    }
  }

  @Override
  public void clamp(float[] x, int offset, int size, float limit) {
    int whole = Lanes.whole(size);
    FloatVector least = FloatVector.broadcast(FLOAT, -limit);
    FloatVector most = FloatVector.broadcast(FLOAT, limit);
    for (int i = offset; i < offset + whole; i += LENGTH) {
      FloatVector.fromArray(FLOAT, x, i).max(least).min(most).intoArray(x, i);
    }
    for (int i = offset + whole; i < offset + size; i++) {
      x[i] = Math.clamp(x[i], -limit, limit);
    }
  }
}
