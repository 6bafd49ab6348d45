package io.mobile4j.engine.policy;

import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Split;
import io.mobile4j.kernels.parallel.Workers;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.ExpertPool;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.nativeconfig.MachineProcessor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Computes experts that are not in a slot where they are stored, on the CPU, while the device
 * computes those that are: the token's state crosses the link instead of the expert. It is started
 * with {@link #start} and joined by {@link #await}.
 */
public final class HostExperts implements AutoCloseable {
  private final ExpertPool pool;
  private final Kernels kernels = Kernels.best(MachineProcessor.intel());
  private final Workers workers;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("mobile4j-host-experts").factory());
  private final int hiddenSize;
  private final int intermediateSize;
  private final Rows x; // [1, H]
  private final Rows gated; // [1, I]
  private final Rows upped; // [1, I]
  private final Rows given; // [1, H]
  private final float[] sum; // [H]
  private final Part first = this::gateAndUp;
  private final Part second = this::downAndAdd;
  private Matrix gate;
  private Matrix up;
  private Matrix down;
  private float weight;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  /**
   * @param pool closed by its owner, after this
   * @param threads computing threads
   */
  public HostExperts(ExpertPool pool, int threads) {
    this.pool = pool;
    workers = new Workers(threads);
    ExpertLayout layout = pool.layout();
    hiddenSize = layout.hiddenSize();
    intermediateSize = layout.intermediateSize();
    x = row(hiddenSize);
    gated = row(intermediateSize);
    upped = row(intermediateSize);
    given = row(hiddenSize);
    sum = new float[hiddenSize];
  }

  private static Rows row(int size) {
    return Rows.of(new float[size], size);
  }

  /** The token's state [H], to be filled before {@link #start}. */
  float[] input() {
    return x.data();
  }

  /**
   * Begins to compute all experts of a batch of one token.
   *
   * @param layer number of the model's layer
   */
  void start(int layer, ExpertBatch batch) {
    running = CompletableFuture.runAsync(() -> compute(layer, batch), executor);
  }

  /** Waits for the weighted sum [H] of the experts. */
  float[] await() {
    try {
      running.join();
      return sum;
    } catch (CompletionException e) {
      throw new IllegalStateException("experts on the CPU: " + e.getCause().getMessage(), e);
    }
  }

  private void compute(int layer, ExpertBatch batch) {
    Arrays.fill(sum, 0f);
    ExpertLayout layout = pool.layout();
    for (int i = 0; i < batch.size(); i++) {
      MemorySegment record = pool.record(layer, batch.expert(i));
      gate = layout.gate(record);
      up = layout.up(record);
      down = layout.down(record);
      weight = batch.weight(batch.start(i));
      workers.run(first);
      workers.run(second);
    }
  }

  private void gateAndUp(int unit, int end, int units) {
    int from = Split.start(intermediateSize, unit, units);
    int to = Split.start(intermediateSize, end, units);
    kernels.matMul().multiply(gate, x, gated, 1, from, to);
    kernels.matMul().multiply(up, x, upped, 1, from, to);
    kernels.siluMul().apply(gated, upped, gated, 1, from, to);
  }

  private void downAndAdd(int unit, int end, int units) {
    int from = Split.start(hiddenSize, unit, units);
    int to = Split.start(hiddenSize, end, units);
    kernels.matMul().multiply(down, gated, given, 1, from, to);
    kernels.elementwise().axpy(weight, given.data(), from, sum, from, to - from);
  }

  @Override
  public void close() {
    executor.close();
    workers.close();
  }
}
