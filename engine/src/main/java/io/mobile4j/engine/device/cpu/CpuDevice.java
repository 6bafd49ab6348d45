package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.arch.Attention;
import io.mobile4j.engine.arch.FeedForward;
import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.engine.arch.RopeTables;
import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Workers;
import io.mobile4j.kernels.rope.RopeTable;
import io.mobile4j.loader.weights.DenseWeights;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.List;

/** A model on the CPU. */
public final class CpuDevice implements ModelDevice {
  private static final int MAX_TOKENS = 512;

  private final ModelSpec spec;
  private final OffHeap memory;
  private final WeightFormat kvFormat;
  private final CpuContext context;
  private final Kernels kernels;
  private final CpuScratch scratch;
  private final CpuSlots slots;
  private final Matrix embedding; // [V, H]
  private final Rows hidden; // [T, H] the residual stream
  private final Rows normed; // [T, H]
  private final Rows branch; // [T, H] what attention or feed-forward adds
  private final Rows sharedOut; // [T, H]
  private final Rows routed; // [T, E]
  private final Rows sharedGate; // [T, 1]
  private final Rows ahead; // [1, H]
  private final Rows aheadRouted; // [1, E]
  private final List<CpuLayer> layers;
  private final CpuExperts experts;
  private final CpuNorm norm;
  private final CpuHead head;
  private final Part route = this::route;

  private CpuTimeline timeline;
  private int position;
  private int tokens; // of the pass that go on
  private CpuLayer.Experts routing;
  private long routerNanos;

  /**
   * @param memory owner of the KV caches
   * @param weights dense weights; they must live longer
   * @param slots where experts are; closed with this device
   * @param settings threads, kernels, and the longest timeline
   */
  public CpuDevice(
      ModelSpec spec, OffHeap memory, DenseWeights weights, CpuSlots slots, Settings settings) {
    this.spec = spec;
    this.memory = memory;
    this.slots = slots;
    kvFormat = settings.kvFormat();
    kernels = settings.kernels();
    int maxTokens = Math.min(MAX_TOKENS, settings.contextTokens());
    context = new CpuContext(kernels, new Workers(settings.threads()), weights, maxTokens);
    scratch =
        new CpuScratch(
            maxTokens,
            settings.threads(),
            kernels.attention().scratchSize(settings.contextTokens()));
    int h = spec.hiddenSize();
    int e = spec.experts().routing().experts();
    hidden = scratch.rows("hidden", h);
    normed = scratch.rows("normed", h);
    branch = scratch.rows("branch", h);
    sharedOut = scratch.rows("shared", h);
    routed = scratch.rows("routed", e);
    ahead = Rows.of(new float[h], h);
    aheadRouted = Rows.of(new float[e], e);
    sharedGate = scratch.rows("shared gate", 1);
    embedding = weights.matrix(spec.embedTokens());
    RopeTables tables = new RopeTables(settings.contextTokens(), settings.bf16Frequencies());
    layers = spec.layers().stream().map(layer -> layer(layer, tables)).toList();
    CpuExperts.ExpertSizes sizes =
        new CpuExperts.ExpertSizes(h, spec.expertIntermediateSize(), e, spec.experts().topK());
    experts = new CpuExperts(context, slots, sizes, normed, branch);
    norm = new CpuNorm(context, spec.norm());
    head = new CpuHead(context, spec.lmHead());
  }

  /**
   * How to compute.
   *
   * @param threads computing threads
   * @param contextTokens longest timeline
   * @param kvFormat format of KV caches, F32 or Q8_0
   * @param bf16Frequencies round rotary frequencies to BF16
   */
  public record Settings(
      Kernels kernels,
      int threads,
      int contextTokens,
      WeightFormat kvFormat,
      boolean bf16Frequencies) {}

  private CpuLayer layer(Layer layer, RopeTables tables) {
    RopeTable rope = tables.of(layer.attention().rope());
    CpuAttention attention =
        switch (layer.attention()) {
          case Attention.GroupedQuery gqa ->
              new CpuGroupedQuery(context, gqa, rope, normed, branch, scratch);
          case Attention.Latent mla -> new CpuLatent(context, mla, rope, normed, branch, scratch);
        };
    CpuNorm input = new CpuNorm(context, layer.inputNorm());
    CpuNorm post = new CpuNorm(context, layer.postAttentionNorm());
    return switch (layer.feedForward()) {
      case FeedForward.Dense dense ->
          CpuLayer.dense(input, attention, post, feedForward(dense, branch));
      case FeedForward.Experts routedExperts ->
          CpuLayer.experts(
              input,
              attention,
              post,
              new CpuLayer.Experts(
                  new CpuLinear(context, routedExperts.router(), normed, routed),
                  routedExperts.shared().map(this::shared)));
    };
  }

  private CpuFeedForward feedForward(FeedForward.Dense dense, Rows out) {
    return new CpuFeedForward(context, dense, normed, out, scratch);
  }

  private CpuLayer.Shared shared(FeedForward.Shared shared) {
    return new CpuLayer.Shared(
        feedForward(shared.ffn(), sharedOut),
        shared.gate().map(gate -> new CpuLinear(context, gate, normed, sharedGate)));
  }

  @Override
  public String description() {
    return "cpu (%d threads, %s kernels)".formatted(context.workers().count(), kernels.name());
  }

  @Override
  public int maxTokens() {
    return context.maxTokens();
  }

  @Override
  public Timeline newTimeline(int contextTokens) {
    return new CpuTimeline(memory, spec, contextTokens, kvFormat);
  }

  @Override
  public SlotMemory slots() {
    return slots;
  }

  @Override
  public void begin(Timeline on, int firstPosition, int[] ids, int from, int count) {
    timeline = (CpuTimeline) on;
    position = firstPosition;
    tokens = count;
    for (int t = 0; t < count; t++) {
      kernels.converter().row(embedding, ids[from + t], hidden.data(), hidden.at(t));
    }
  }

  @Override
  public void attention(int layer, int outputs, float[] probabilities) {
    CpuLayer parts = layers.get(layer);
    parts.inputNorm().apply(hidden, normed, tokens);
    parts.attention().compute(timeline.layer(layer), position, tokens, outputs);
    keepLast(outputs);
    if (outputs == 0) {
      return;
    }
    addToHidden(branch);
    parts.postAttentionNorm().apply(hidden, normed, tokens);
    if (parts.experts().isPresent()) {
      long began = System.nanoTime();
      routing = parts.experts().get();
      context.workers().run(route);
      for (int t = 0; t < tokens; t++) {
        kernels.router().softmax().apply(routed.data(), routed.at(t), routed.stride());
      }
      System.arraycopy(routed.data(), 0, probabilities, 0, tokens * routed.stride());
      routerNanos += System.nanoTime() - began;
    }
  }

  private void keepLast(int outputs) {
    if (outputs < tokens) {
      int from = hidden.at(tokens - outputs);
      System.arraycopy(hidden.data(), from, hidden.data(), hidden.at(0), outputs * hidden.stride());
      tokens = outputs;
    }
  }

  @Override
  public long routerNanos() {
    return routerNanos;
  }

  @Override
  public void routeAhead(int laterLayer, float[] probabilities) {
    CpuLayer later = layers.get(laterLayer);
    later.postAttentionNorm().apply(hidden, ahead, 1);
    Matrix router = later.experts().orElseThrow().router().weight();
    kernels.matMul().multiply(router, ahead, aheadRouted, 1, 0, router.rows());
    kernels.router().softmax().apply(aheadRouted.data(), 0, router.rows());
    System.arraycopy(aheadRouted.data(), 0, probabilities, 0, router.rows());
  }

  @Override
  public void readFeedForwardInput(float[] x) {
    System.arraycopy(normed.data(), normed.at(0), x, 0, spec.hiddenSize());
  }

  @Override
  public void addToHidden(float[] x) {
    kernels.elementwise().axpy(1f, x, 0, hidden.data(), hidden.at(0), spec.hiddenSize());
  }

  private void route(int unit, int end, int units) {
    routing.router().compute(tokens, unit, end, units);
  }

  @Override
  public void dense(int layer) {
    layers.get(layer).dense().orElseThrow().compute(tokens);
    addToHidden(branch);
  }

  @Override
  public void experts(int layer, ExpertBatch batch, int from, int to) {
    experts.add(batch, from, to, tokens);
    if (to == batch.size()) {
      CpuLayer.Experts parts = layers.get(layer).experts().orElseThrow();
      if (parts.shared().isPresent()) {
        addShared(parts.shared().get());
      }
      addToHidden(branch);
    }
  }

  private void addShared(CpuLayer.Shared shared) {
    shared.ffn().compute(tokens);
    if (shared.gate().isPresent()) {
      shared.gate().get().compute(tokens, 0, 1, 1);
    }
    for (int t = 0; t < tokens; t++) {
      float weight = shared.gate().isPresent() ? sigmoid(sharedGate.data()[t]) : 1f;
      kernels
          .elementwise()
          .axpy(
              weight,
              sharedOut.data(),
              sharedOut.at(t),
              branch.data(),
              branch.at(t),
              spec.hiddenSize());
    }
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  private void addToHidden(Rows rows) {
    kernels.elementwise().axpy(1f, rows.data(), 0, hidden.data(), 0, tokens * spec.hiddenSize());
  }

  @Override
  public void head(boolean allPositions, float[] logits) {
    int first = allPositions ? 0 : tokens - 1;
    Rows last = first == 0 ? hidden : new Rows(hidden.data(), hidden.at(first), hidden.stride());
    norm.apply(last, normed, tokens - first);
    head.compute(normed, logits, tokens - first);
  }

  @Override
  public void close() {
    context.workers().close();
    slots.close();
  }
}
