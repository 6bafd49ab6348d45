package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.arch.Linear;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Split;
import io.mobile4j.loader.weights.Matrix;

/** One projection between two buffers: y = W x (+ bias). */
final class CpuLinear {
  private final Kernels kernels;
  private final Matrix weight;
  private final float[] bias; // [out], or null without one
  private final Rows x; // [T, in]
  private final Rows y; // [T, out]

  CpuLinear(CpuContext context, Linear linear, Rows x, Rows y) {
    kernels = context.kernels();
    weight = context.weights().matrix(linear.weight());
    bias = linear.bias().map(context.weights()::floats).orElse(null);
    this.x = x;
    this.y = y;
  }

  Matrix weight() {
    return weight;
  }

  /** Bytes of the weight. */
  long bytes() {
    return weight.bytes();
  }

  /** The outputs of the units [unit, end) of {@code units}. */
  void compute(int tokens, int unit, int end, int units) {
    compute(0, tokens, unit, end, units);
  }

  /** The same of the tokens [first, tokens), as y [tokens - first, out]. */
  void compute(int first, int tokens, int unit, int end, int units) {
    compute(x.from(first), tokens - first, from(unit, units), from(end, units));
  }

  private int from(int unit, int units) {
    return Split.start(weight.rows(), unit, units);
  }

  private void compute(Rows in, int tokens, int from, int to) {
    kernels.matMul().multiply(weight, in, y, tokens, from, to);
    if (bias != null) {
      for (int t = 0; t < tokens; t++) {
        kernels.elementwise().axpy(1f, bias, from, y.data(), y.at(t) + from, to - from);
      }
    }
  }
}
