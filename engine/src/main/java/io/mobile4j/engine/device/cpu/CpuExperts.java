package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Split;
import io.mobile4j.loader.weights.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sums the chosen experts of a layer: sum[t] = sum over e of weight[t, e] * down_e(silu(gate_e(x))
 * * up_e(x)).
 *
 * <p>One token: all experts at once. Several tokens: matrix products over the tokens that use an
 * expert, which threads take expert by expert; then each token's sum, by ascending expert.
 */
final class CpuExperts {
  private final CpuContext context;
  private final Kernels kernels;
  private final CpuSlots slots;
  private final int hiddenSize;
  private final int intermediateSize;
  private final Rows x; // [T, H]
  private final Rows sum; // [T, H]
  private final Rows gathered; // [T * K, H] inputs of the first expert's tokens, the second's, ...
  private final Rows given; // [max(T * K, E), H] the outputs
  private final Rows gated; // [max(T * K, E), I]
  private final Rows upped; // [max(T * K, E), I]
  private final Rows[] gatedRow; // [E] one token: row i of gated is the i-th expert's
  private final Rows[] uppedRow;
  private final Rows[] givenRow;
  private final Part oneTokenFirst = this::oneTokenFirst;
  private final Part oneTokenSecond = this::oneTokenSecond;
  private final ExpertRows oneTokenGateAndUp = this::oneTokenGateAndUp;
  private final ExpertRows oneTokenDown = this::oneTokenDown;
  private final Part gather = this::gather;
  private final Part severalFirst = this::severalFirst;
  private final Part severalSecond = this::severalSecond;
  private final ExpertRows severalGateAndUp = this::severalGateAndUp;
  private final ExpertRows severalDown = this::severalDown;
  private final Part addUp = this::addUp;

  private ExpertBatch batch;
  private int from;
  private int to;
  private int tokens;

  CpuExperts(CpuContext context, CpuSlots slots, ExpertSizes sizes, Rows x, Rows sum) {
    this.context = context;
    kernels = context.kernels();
    this.slots = slots;
    hiddenSize = sizes.hiddenSize();
    intermediateSize = sizes.intermediateSize();
    this.x = x;
    this.sum = sum;
    int entries = Math.multiplyExact(context.maxTokens(), sizes.topK());
    gathered = rows(entries, hiddenSize);
    given = rows(Math.max(entries, sizes.experts()), hiddenSize);
    gated = rows(Math.max(entries, sizes.experts()), intermediateSize);
    upped = rows(Math.max(entries, sizes.experts()), intermediateSize);
    gatedRow = singleRows(gated, sizes.experts());
    uppedRow = singleRows(upped, sizes.experts());
    givenRow = singleRows(given, sizes.experts());
  }

  /**
   * @param hiddenSize H
   * @param intermediateSize I
   * @param experts E
   * @param topK K, most experts of a token where a pass has several
   */
  record ExpertSizes(int hiddenSize, int intermediateSize, int experts, int topK) {}

  /** What is done with the rows [start, end) of the i-th expert's matrices. */
  private interface ExpertRows {
    void run(int i, int start, int end);
  }

  private static Rows rows(int count, int size) {
    return Rows.of(new float[Math.multiplyExact(count, size)], size);
  }

  private static Rows[] singleRows(Rows rows, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Rows(rows.data(), rows.at(i), rows.stride()))
        .toArray(Rows[]::new);
  }

  /**
   * Adds the experts [fromExpert, toExpert) of the batch; the first ones of a layer start the sum.
   */
  void add(ExpertBatch layerBatch, int fromExpert, int toExpert, int count) {
    batch = layerBatch;
    tokens = count;
    from = fromExpert;
    to = toExpert;
    if (fromExpert == 0) {
      Arrays.fill(sum.data(), 0, tokens * hiddenSize, 0f);
    }
    if (tokens == 1) {
      long bytes = (toExpert - fromExpert) * slots.down(0).bytes();
      context.multiply(oneTokenFirst, 1, 2 * bytes);
      context.multiply(oneTokenSecond, 1, bytes);
      for (int i = fromExpert; i < toExpert; i++) {
        add(batch.weight(batch.start(i)), i, 0, 0, hiddenSize);
      }
      return;
    }
    if (fromExpert < toExpert) {
      int units = (toExpert - fromExpert) * slices();
      context.workers().run(gather);
      context.workers().share(severalFirst, units);
      context.workers().share(severalSecond, units);
      context.workers().run(addUp);
    }
  }

  /** Slices of each expert's rows: one, as its tokens are packed for each, but two for a thread. */
  private int slices() {
    return Math.ceilDiv(2 * context.workers().count(), to - from);
  }

  private void oneTokenFirst(int unit, int end, int units) {
    overRows(intermediateSize, unit, end, units, oneTokenGateAndUp);
  }

  private void oneTokenSecond(int unit, int end, int units) {
    overRows(hiddenSize, unit, end, units, oneTokenDown);
  }

  /** A part of the rows of all experts, one expert's after the other's: a part reads long runs. */
  private void overRows(int expertRows, int unit, int end, int units, ExpertRows work) {
    int rows = (to - from) * expertRows;
    int lastRow = Split.start(rows, end, units);
    int row = Split.start(rows, unit, units);
    while (row < lastRow) {
      int i = row / expertRows;
      int first = i * expertRows;
      int last = Math.min(lastRow, first + expertRows);
      work.run(from + i, row - first, last - first);
      row = last;
    }
  }

  private void oneTokenGateAndUp(int i, int start, int end) {
    gateAndUp(i, x, gatedRow[i], uppedRow[i], 1, start, end);
  }

  private void oneTokenDown(int i, int start, int end) {
    Matrix weight = slots.down(batch.slot(i));
    kernels.matMul().multiply(weight, gatedRow[i], givenRow[i], 1, start, end);
  }

  private void gather(int unit, int end, int units) {
    int first = batch.start(from);
    int entries = batch.start(to) - first;
    int lastEntry = Split.start(entries, 1, end, units);
    for (int i = Split.start(entries, 1, unit, units); i < lastEntry; i++) {
      System.arraycopy(
          x.data(), x.at(batch.token(first + i)), gathered.data(), gathered.at(i), hiddenSize);
    }
  }

  private void severalFirst(int unit, int end, int units) {
    overSlices(intermediateSize, unit, end, severalGateAndUp);
  }

  private void severalSecond(int unit, int end, int units) {
    overSlices(hiddenSize, unit, end, severalDown);
  }

  /** Some rows of each expert, expert by expert. */
  private void overSlices(int expertRows, int unit, int end, ExpertRows work) {
    for (int u = unit; u < end; u++) {
      int slice = u % slices();
      work.run(
          from + u / slices(), sliceStart(expertRows, slice), sliceStart(expertRows, slice + 1));
    }
  }

  private void severalGateAndUp(int i, int start, int end) {
    int row = firstRow(i);
    int uses = firstRow(i + 1) - row;
    gateAndUp(i, gathered.from(row), gated.from(row), upped.from(row), uses, start, end);
  }

  private void severalDown(int i, int start, int end) {
    int row = firstRow(i);
    int uses = firstRow(i + 1) - row;
    Matrix weight = slots.down(batch.slot(i));
    kernels.matMul().multiply(weight, gated.from(row), given.from(row), uses, start, end);
  }

  private int sliceStart(int rows, int slice) {
    return Split.start(rows, slice, slices());
  }

  /** Where an expert's tokens begin in the buffers. */
  private int firstRow(int i) {
    return batch.start(i) - batch.start(from);
  }

  /** The sums of some tokens. */
  private void addUp(int unit, int end, int units) {
    int firstToken = Split.start(tokens, 1, unit, units);
    int endToken = Split.start(tokens, 1, end, units);
    int first = batch.start(from);
    for (int entry = first; entry < batch.start(to); entry++) {
      int token = batch.token(entry);
      if (token >= firstToken && token < endToken) {
        add(batch.weight(entry), entry - first, token, 0, hiddenSize);
      }
    }
  }

  private void gateAndUp(int i, Rows in, Rows gateOut, Rows upOut, int uses, int start, int end) {
    int slot = batch.slot(i);
    Matrix gate = slots.gate(slot);
    kernels.matMul().multiplyBoth(gate, slots.up(slot), in, gateOut, upOut, uses, start, end);
    kernels.siluMul().apply(gateOut, upOut, gateOut, uses, start, end);
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
