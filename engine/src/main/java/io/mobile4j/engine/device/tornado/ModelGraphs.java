package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.FeedForward;
import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.Linear;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceHeads;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Step;
import io.mobile4j.kernels.elementwise.DeviceElementwise;
import io.mobile4j.kernels.experts.DeviceBatch;
import io.mobile4j.kernels.experts.DeviceExpertSum;
import io.mobile4j.kernels.experts.DeviceExperts;
import io.mobile4j.kernels.experts.DeviceSlots;
import io.mobile4j.kernels.softmax.DeviceSoftmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** The graphs that compute a model: one for each part of a layer, for the start and for the end. */
final class ModelGraphs {
  private static final int ANY = 0; // the only layer of what is not of a layer

  private final ModelSpec spec;
  private final DenseLayout layout;
  private final Cut cut;
  private final Activations buffers;
  private final Exchange exchange;
  private final DeviceSlots slots;
  private final DeviceHeads hidden; // [T, H] the residual stream
  private final FloatArray normed; // [T, H]

  private final List<GraphSpec> graphs = new ArrayList<>();
  private final LayerGraphs attention;
  private final LayerGraphs ahead;
  private final LayerGraphs dense;
  private final LayerGraphs experts;
  private final LayerGraphs head;
  private final LayerGraphs headOne;
  private final int begin;
  private final int beginOne;
  private final int keepLast;
  private final int readInput;
  private final int addToHidden;

  /**
   * @param buffers for T tokens a pass
   * @param slots where experts are
   */
  ModelGraphs(
      ModelSpec spec,
      DenseLayout layout,
      Cut cut,
      Activations buffers,
      Exchange exchange,
      DeviceSlots slots) {
    this.spec = spec;
    this.layout = layout;
    this.cut = cut;
    this.buffers = buffers;
    this.exchange = exchange;
    this.slots = slots;
    hidden = buffers.heads("hidden", 1, spec.hiddenSize());
    normed = buffers.buffer("normed", spec.hiddenSize());
    FloatArray one = exchange.embeddedOne();
    begin = addBegin("begin", exchange.embedded());
    beginOne = addBegin("beginOne", one);
    keepLast = addKeepLast();
    readInput = add("readInput", copy(normed, exchange.input()), List.of(), exchange.input());
    addToHidden = add("addToHidden", sum(one, hidden.data()), List.of(one));
    attention = parts("attention");
    ahead = parts("ahead");
    dense = parts("dense");
    experts = new LayerGraphs("experts", exchange.batch().step(), DeviceBatch.FIELDS, graphs);
    head = parts("head");
    headOne = parts("headOne");
    for (int layer = 0; layer < spec.layers().size(); layer++) {
      addLayer(layer, spec.layers().get(layer));
    }
    addHead(head, exchange.logits());
    addHead(headOne, exchange.logitsOne());
  }

  /** All graphs, in the order of their numbers. */
  List<GraphSpec> graphs() {
    return graphs;
  }

  void begin(GraphPlan plan, boolean oneToken) {
    plan.run(oneToken ? beginOne : begin);
  }

  /** Moves the last token of the pass, {@link Step#FIRST}, to the place of the first. */
  void keepLast(GraphPlan plan) {
    plan.run(keepLast);
  }

  /** Downloads the input of the only token's feed-forward part. */
  void readInput(GraphPlan plan) {
    plan.run(readInput);
  }

  /** Adds what the host has to the hidden state of the only token. */
  void addToHidden(GraphPlan plan) {
    plan.run(addToHidden);
  }

  void attention(GraphPlan plan, int layer) {
    attention.run(plan, layer);
  }

  void ahead(GraphPlan plan, int laterLayer) {
    ahead.run(plan, laterLayer);
  }

  void dense(GraphPlan plan, int layer) {
    dense.run(plan, layer);
  }

  void experts(GraphPlan plan, int layer) {
    experts.run(plan, layer);
  }

  void head(GraphPlan plan, boolean allPositions) {
    (allPositions ? head : headOne).run(plan, ANY);
  }

  private LayerGraphs parts(String name) {
    return new LayerGraphs(name, exchange.step(), Step.FIELDS, graphs);
  }

  private TaskList tasks(Band band) {
    return new TaskList(cut, band, exchange.step(), Step.FIELDS);
  }

  private int addBegin(String name, FloatArray embedded) {
    return add(name, copy(embedded, hidden.data()), List.of(embedded));
  }

  private int addKeepLast() {
    int h = spec.hiddenSize();
    IntArray step = exchange.step();
    List<DeviceTask> tasks =
        List.of(
            DeviceElementwise.moveToFront("keepHidden", cut, step, hidden.data(), h),
            DeviceElementwise.moveToFront("keepNormed", cut, step, normed, h));
    graphs.add(new GraphSpec("keepLast", tasks, List.of(step), List.of()));
    return graphs.size() - 1;
  }

  private DeviceTask copy(FloatArray from, FloatArray to) {
    return DeviceElementwise.copy("copy", cut, exchange.step(), from, to, spec.hiddenSize());
  }

  private DeviceTask sum(FloatArray from, FloatArray to) {
    return DeviceElementwise.add("add", cut, exchange.step(), from, to, spec.hiddenSize());
  }

  /** A graph of one task, which uploads the step as well; returns its number. */
  private int add(String name, DeviceTask task, List<FloatArray> uploads, FloatArray... downloads) {
    List<TornadoNativeArray> up = new ArrayList<>(uploads);
    up.add(exchange.step());
    graphs.add(new GraphSpec(name, List.of(task), up, List.of(downloads)));
    return graphs.size() - 1;
  }

  private void addLayer(int number, Layer layer) {
    Band band = layout.band(number);
    switch (layer.feedForward()) {
      case FeedForward.Dense ffn -> {
        attention.add(number, attention(band, number, layer), List.of(exchange.step()), List.of());
        TaskList tasks = tasks(band);
        new FeedForwardTasks(buffers, normed).addTo(tasks, ffn, hidden.data());
        dense.add(number, tasks, List.of(exchange.step()), List.of());
      }
      case FeedForward.Experts routed -> {
        TaskList tasks = attention(band, number, layer);
        addRouter(tasks, routed.router(), normed, exchange.probabilities(), buffers.tokens());
        attention.add(number, tasks, List.of(exchange.step()), List.of(exchange.probabilities()));
        addAhead(number, layer, routed.router());
        DeviceBatch batch = exchange.batch();
        experts.add(
            number,
            experts(number, routed.shared()),
            List.of(batch.step(), batch.weights()),
            List.of());
      }
    }
  }

  /** Attention with its norms and residual. */
  private TaskList attention(Band band, int number, Layer layer) {
    TaskList tasks = tasks(band);
    tasks.norm("norm", layer.inputNorm(), hidden, normed);
    new AttentionTasks(buffers, layout.capacity(), normed, hidden.data())
        .add(tasks, number, layer.attention());
    tasks.norm("normAgain", layer.postAttentionNorm(), hidden, normed);
    return tasks;
  }

  private void addRouter(
      TaskList tasks, Linear router, FloatArray x, FloatArray probabilities, int tokens) {
    tasks.linear("router", Stack.of(router), x, probabilities);
    tasks.add(
        DeviceSoftmax.task("softmax", cut, exchange.step(), probabilities, tokens, router.out()));
  }

  /** A layer's router on the input of an earlier layer's feed-forward part. */
  private void addAhead(int number, Layer layer, Linear router) {
    TaskList tasks = tasks(layout.band(number));
    FloatArray guess = buffers.buffer("normed ahead", spec.hiddenSize());
    tasks.norm("norm", layer.postAttentionNorm(), hidden, guess);
    addRouter(tasks, router, guess, exchange.probabilitiesAhead(), 1);
    ahead.add(number, tasks, List.of(exchange.step()), List.of(exchange.probabilitiesAhead()));
  }

  private TaskList experts(int number, Optional<FeedForward.Shared> shared) {
    DeviceBatch batch = exchange.batch();
    int h = spec.hiddenSize();
    // Without a shared expert nothing depends on the layer, so that any band does.
    Band band = layout.band(shared.isPresent() ? number : 0);
    TaskList tasks = new TaskList(cut, band, batch.step(), DeviceBatch.FIELDS);
    FloatArray inner =
        buffers.scratch("experts' inner", (long) batch.entries() * slots.intermediateSize());
    FloatArray given = buffers.scratch("experts' outputs", (long) batch.entries() * h);
    tasks.addAll(DeviceExperts.gateAndUp("gateUp", cut, batch, slots, normed, inner));
    tasks.addAll(DeviceExperts.down("down", cut, batch, slots, inner, given));
    if (shared.isEmpty()) {
      tasks.add(DeviceExpertSum.task("sum", cut, batch, given, hidden.data(), h));
      return tasks;
    }
    FloatArray output = buffers.buffer("shared", h);
    new FeedForwardTasks(buffers, normed).into(tasks, shared.get().ffn(), output);
    if (shared.get().gate().isEmpty()) {
      tasks.add(DeviceExpertSum.withShared("sum", cut, batch, given, output, hidden.data(), h));
      return tasks;
    }
    FloatArray gate = buffers.buffer("shared gate", 1);
    tasks.linear("sharedGate", Stack.of(shared.get().gate().get()), normed, gate);
    tasks.add(DeviceExpertSum.withGated("sum", cut, batch, given, output, gate, hidden.data(), h));
    return tasks;
  }

  private void addHead(LayerGraphs graph, FloatArray logits) {
    TaskList tasks = tasks(layout.headBand());
    tasks.norm("norm", spec.norm(), hidden, normed);
    tasks.linear("logits", Stack.of(spec.lmHead()), normed, logits);
    graph.add(ANY, tasks, List.of(exchange.step()), List.of(logits));
  }
}
