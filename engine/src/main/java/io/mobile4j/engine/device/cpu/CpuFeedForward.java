package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.arch.FeedForward;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Split;

/** down(silu(gate(x)) * up(x)) for the tokens of a pass. */
final class CpuFeedForward {
  private final CpuContext context;
  private final CpuLinear gate;
  private final CpuLinear up;
  private final CpuLinear down;
  private final Rows gated; // [T, I]
  private final Rows upped; // [T, I]
  private final int intermediateSize;
  private final Part first = this::gateAndUp;
  private final Part second = this::down;
  private int tokens;

  /**
   * @param x [T, H]
   * @param out [T, H]
   */
  CpuFeedForward(
      CpuContext context, FeedForward.Dense dense, Rows x, Rows out, CpuScratch scratch) {
    this.context = context;
    intermediateSize = dense.intermediateSize();
    gated = scratch.rows("gate", intermediateSize);
    upped = scratch.rows("up", intermediateSize);
    gate = new CpuLinear(context, dense.gate(), x, gated);
    up = new CpuLinear(context, dense.up(), x, upped);
    down = new CpuLinear(context, dense.down(), gated, out);
  }

  void compute(int count) {
    tokens = count;
    context.multiply(first, count, gate.bytes() + up.bytes());
    context.multiply(second, count, down.bytes());
  }

  private void gateAndUp(int unit, int end, int units) {
    gate.compute(tokens, unit, end, units);
    up.compute(tokens, unit, end, units);
    int from = Split.start(intermediateSize, unit, units);
    int to = Split.start(intermediateSize, end, units);
    context.kernels().siluMul().apply(gated, upped, gated, tokens, from, to);
  }

  private void down(int unit, int end, int units) {
    down.compute(tokens, unit, end, units);
  }
}
