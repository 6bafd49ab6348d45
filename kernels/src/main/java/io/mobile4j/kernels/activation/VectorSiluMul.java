package io.mobile4j.kernels.activation;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.exp.VectorExp;
import io.mobile4j.kernels.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** By vectors, the last one masked: a value does not depend on the range it is computed in. */
public final class VectorSiluMul implements SiluMul {
  private static final FloatVector ONE = FloatVector.broadcast(FLOAT, 1f);

  @Override
  public void apply(Rows gate, Rows up, Rows out, int tokens, int from, int to) {
    for (int t = 0; t < tokens; t++) {
      row(gate.data(), gate.at(t), up.data(), up.at(t), out.data(), out.at(t), from, to);
    }
  }

  private static void row(
      float[] gate, int g, float[] up, int u, float[] out, int o, int from, int to) {
    int whole = from + Lanes.whole(to - from);
    for (int i = from; i < whole; i += LENGTH) {
      FloatVector x = FloatVector.fromArray(FLOAT, gate, g + i);
      FloatVector y = FloatVector.fromArray(FLOAT, up, u + i);
      siluMul(x, y).intoArray(out, o + i);
    }
    if (whole < to) {
      rest(gate, g + whole, up, u + whole, out, o + whole, to - whole);
    }
  }

  /**
   * The last values, which fill no vector; a method by itself, as two exponentials are too much for
   * one.
   */
  private static void rest(float[] gate, int g, float[] up, int u, float[] out, int o, int size) {
    VectorMask<Float> rest = FLOAT.indexInRange(0, size);
    FloatVector x = FloatVector.fromArray(FLOAT, gate, g, rest);
    FloatVector y = FloatVector.fromArray(FLOAT, up, u, rest);
    siluMul(x, y).intoArray(out, o, rest);
  }

  private static FloatVector siluMul(FloatVector x, FloatVector y) {
    return x.div(VectorExp.exp(x.neg()).add(ONE)).mul(y);
  }
}
