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

  private void gateAndUp(int index, int count) {
    gate.compute(tokens, index, count);
    up.compute(tokens, index, count);
    int from = Split.start(intermediateSize, index, count);
    int to = Split.start(intermediateSize, index + 1, count);
    context.kernels().siluMul().apply(gated, upped, gated, tokens, from, to);
  }

  private void down(int index, int count) {
    down.compute(tokens, index, count);
  }
}
