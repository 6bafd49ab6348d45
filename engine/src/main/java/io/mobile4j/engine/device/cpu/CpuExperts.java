package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Split;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sums the chosen experts of a layer: sum[t] = sum over e of weight[t, e] * down_e(silu(gate_e(x))
 * * up_e(x)).
 *
 * <p>One token: all experts at once. Several tokens: one expert after the other, as matrix products
 * over the tokens that use it.
 */
final class CpuExperts {
  private final CpuContext context;
  private final Kernels kernels;
  private final CpuSlots slots;
  private final int hiddenSize;
  private final int intermediateSize;
  private final Rows x; // [T, H]
  private final Rows sum; // [T, H]
  private final Rows gathered; // [T, H] inputs of one expert's tokens
  private final Rows given; // [T, H] outputs of one expert's tokens
  private final Rows gated; // [max(T, K), I]
  private final Rows upped; // [max(T, K), I]
  private final Rows[] gatedRow; // [E] one token: row i of gated is the i-th expert's
  private final Rows[] uppedRow;
  private final Part oneTokenFirst = this::oneTokenFirst;
  private final Part oneTokenSecond = this::oneTokenSecond;
  private final Part gather = this::gather;
  private final Part gateAndUp = this::gateAndUp;
  private final Part downAndAdd = this::downAndAdd;

  private ExpertBatch batch;
  private int from;
  private int to;
  private int current;

  CpuExperts(
      CpuContext context, CpuSlots slots, ExpertSizes sizes, Rows x, Rows sum, CpuScratch scratch) {
    this.context = context;
    kernels = context.kernels();
    this.slots = slots;
    hiddenSize = sizes.hiddenSize();
    intermediateSize = sizes.intermediateSize();
    this.x = x;
    this.sum = sum;
    gathered = scratch.rows("gathered", hiddenSize);
    given = scratch.rows("given", hiddenSize);
    int rows = Math.max(context.maxTokens(), sizes.experts());
    gated = Rows.of(new float[Math.multiplyExact(rows, intermediateSize)], intermediateSize);
    upped = Rows.of(new float[gated.data().length], intermediateSize);
    gatedRow = singleRows(gated, sizes.experts());
    uppedRow = singleRows(upped, sizes.experts());
  }

  /**
   * @param hiddenSize H
   * @param intermediateSize I
   * @param experts E
   */
  record ExpertSizes(int hiddenSize, int intermediateSize, int experts) {}

  private static Rows[] singleRows(Rows rows, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Rows(rows.data(), rows.at(i), rows.stride()))
        .toArray(Rows[]::new);
  }

  /**
   * Adds the experts [fromExpert, toExpert) of the batch; the first ones of a layer start the sum.
   */
  void add(ExpertBatch layerBatch, int fromExpert, int toExpert, int tokens) {
    batch = layerBatch;
    from = fromExpert;
    to = toExpert;
    if (fromExpert == 0) {
      Arrays.fill(sum.data(), 0, tokens * hiddenSize, 0f);
    }
    if (tokens == 1) {
      long bytes = (toExpert - fromExpert) * slots.down(0).bytes();
      context.multiply(oneTokenFirst, 1, 2 * bytes);
      context.multiply(oneTokenSecond, 1, bytes);
      return;
    }
    for (current = fromExpert; current < toExpert; current++) {
      context.workers().run(gather);
      context.workers().run(gateAndUp);
      context.workers().run(downAndAdd);
    }
  }

  /** A part of the rows of all experts, one expert's after the other's: a part reads long runs. */
  private void oneTokenFirst(int index, int count) {
    int rows = (to - from) * intermediateSize;
    int end = Split.start(rows, index + 1, count);
    int row = Split.start(rows, index, count);
    while (row < end) {
      int i = row / intermediateSize;
      int first = i * intermediateSize;
      int last = Math.min(end, first + intermediateSize);
      gateAndUp(from + i, x, gatedRow[from + i], uppedRow[from + i], 1, row - first, last - first);
      row = last;
    }
  }

  private void oneTokenSecond(int index, int count) {
    int start = Split.start(hiddenSize, index, count);
    int end = Split.start(hiddenSize, index + 1, count);
    for (int i = from; i < to; i++) {
      kernels.matMul().multiply(slots.down(batch.slot(i)), gatedRow[i], given, 1, start, end);
      add(batch.weight(batch.start(i)), 0, 0, start, end);
    }
  }

  private void gather(int index, int count) {
    int first = batch.start(current);
    int tokens = batch.start(current + 1) - first;
    int end = Split.start(tokens, 1, index + 1, count);
    for (int i = Split.start(tokens, 1, index, count); i < end; i++) {
      System.arraycopy(
          x.data(), x.at(batch.token(first + i)), gathered.data(), gathered.at(i), hiddenSize);
    }
  }

  private void gateAndUp(int index, int count) {
    int tokens = batch.start(current + 1) - batch.start(current);
    int start = Split.start(intermediateSize, index, count);
    int end = Split.start(intermediateSize, index + 1, count);
    gateAndUp(current, gathered, gated, upped, tokens, start, end);
  }

  private void gateAndUp(int i, Rows in, Rows gateOut, Rows upOut, int tokens, int start, int end) {
    int slot = batch.slot(i);
    kernels.matMul().multiply(slots.gate(slot), in, gateOut, tokens, start, end);
    kernels.matMul().multiply(slots.up(slot), in, upOut, tokens, start, end);
    kernels.siluMul().apply(gateOut, upOut, gateOut, tokens, start, end);
  }

  private void downAndAdd(int index, int count) {
    int first = batch.start(current);
    int tokens = batch.start(current + 1) - first;
    int start = Split.start(hiddenSize, index, count);
    int end = Split.start(hiddenSize, index + 1, count);
    kernels.matMul().multiply(slots.down(batch.slot(current)), gated, given, tokens, start, end);
    for (int i = 0; i < tokens; i++) {
      add(batch.weight(first + i), i, batch.token(first + i), start, end);
    }
  }

  private void add(float weight, int row, int token, int start, int end) {
    kernels
        .elementwise()
        .axpy(
            weight,
            given.data(),
            given.at(row) + start,
            sum.data(),
            sum.at(token) + start,
            end - start);
  }
}
