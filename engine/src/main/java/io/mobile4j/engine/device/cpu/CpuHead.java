package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.arch.Linear;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Split;
import io.mobile4j.loader.weights.Matrix;

/** The output head: logits of the normed hidden state. */
final class CpuHead {
  private final CpuContext context;
  private final Matrix weight; // [V, H]
  private final Part part = this::part;

  private Rows x;
  private Rows y;
  private int tokens;

  CpuHead(CpuContext context, Linear lmHead) {
    this.context = context;
    weight = context.weights().matrix(lmHead.weight());
  }

  /** Logits [count, V] of x [count, H]. */
  void compute(Rows normed, float[] logits, int count) {
    x = normed;
    y = Rows.of(logits, weight.rows());
    tokens = count;
    context.multiply(part, count, weight.bytes());
  }

  private void part(int unit, int end, int units) {
    int from = Split.start(weight.rows(), unit, units);
    int to = Split.start(weight.rows(), end, units);
    context.kernels().matMul().multiply(weight, x, y, tokens, from, to);
  }
}
