package io.mobile4j.kernels.activation;

import io.mobile4j.kernels.Rows;

/** The reference: the definition, the exponential in double precision. */
public final class ScalarSiluMul implements SiluMul {
  @Override
  public void apply(Rows gate, Rows up, Rows out, int tokens, int from, int to) {
    for (int t = 0; t < tokens; t++) {
      for (int i = from; i < to; i++) {
        out.data()[out.at(t) + i] = silu(gate.data()[gate.at(t) + i]) * up.data()[up.at(t) + i];
      }
    }
  }

  private static float silu(float x) {
    return (float) (x / (1 + Math.exp(-x)));
  }
}
