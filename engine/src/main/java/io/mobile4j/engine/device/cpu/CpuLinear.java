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

  /** The outputs of part {@code index} of {@code count}. */
  void compute(int tokens, int index, int count) {
    compute(tokens, from(index, count), from(index + 1, count), y);
  }

  /** The outputs of part {@code index}, added to {@code sum} [T, out] by way of y. */
  void addTo(Rows sum, int tokens, int index, int count) {
    int from = from(index, count);
    int to = from(index + 1, count);
    compute(tokens, from, to, y);
    for (int t = 0; t < tokens; t++) {
      kernels
          .elementwise()
          .axpy(1f, y.data(), y.at(t) + from, sum.data(), sum.at(t) + from, to - from);
    }
  }

  private int from(int index, int count) {
    return Split.start(weight.rows(), index, count);
  }

  private void compute(int tokens, int from, int to, Rows out) {
    kernels.matMul().multiply(weight, x, out, tokens, from, to);
    if (bias != null) {
      for (int t = 0; t < tokens; t++) {
        kernels.elementwise().axpy(1f, bias, from, out.data(), out.at(t) + from, to - from);
      }
    }
  }
}
