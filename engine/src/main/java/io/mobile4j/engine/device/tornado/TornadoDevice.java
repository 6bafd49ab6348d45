package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.engine.arch.RopeTables;
import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.device.Step;
import io.mobile4j.loader.weights.DenseWeights;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.LoadProgress;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.DeviceInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** A model on a device of TornadoVM. */
public final class TornadoDevice implements ModelDevice {
  private static final int WINDOW = 1 << 20; // elements of weights moved at once

  private final Target target;
  private final ModelSpec spec;
  private final Matrix embedding; // [V, H]
  private final RowConverter converter;
  private final HostShadow shadow = new HostShadow();
  private final Exchange exchange;
  private final ModelGraphs graphs;
  private final TornadoSlots slots;
  private final Transfers transfers;
  private final Caches caches;
  private final Owner owner;
  private final GraphPlan plan;
  private final float[] row; // [H]

  private int position;
  private int tokens; // of the pass that go on

  /**
   * How to compute.
   *
   * @param device where
   * @param contextTokens longest timeline
   * @param kvFormat format of KV caches, F32 or Q8_0
   * @param bf16Frequencies round rotary frequencies to BF16
   * @param experts layout of the experts' records
   * @param slots places for experts
   * @param resident whether every expert has a place for good
   * @param converter reads weights of any format
   */
  public record Settings(
      DeviceInfo device,
      int contextTokens,
      WeightFormat kvFormat,
      boolean bf16Frequencies,
      ExpertLayout experts,
      int slots,
      boolean resident,
      RowConverter converter) {}

  /**
   * Puts a model on a device; its slots are empty.
   *
   * @param memory for timelines that are not on the device
   * @param weights all but the experts; not used any more afterwards, the embedding excepted
   * @param embedding [V, H]; it must live longer
   * @param progress told of the graphs that are compiled
   * @throws io.mobile4j.loader.InputException if the device cannot hold or compute it
   */
  public TornadoDevice(
      ModelSpec spec,
      OffHeap memory,
      DenseWeights weights,
      Matrix embedding,
      Settings settings,
      LoadProgress progress) {
    this.spec = spec;
    this.embedding = embedding;
    converter = settings.converter();
    row = new float[spec.hiddenSize()];
    target = Target.of(settings.device());
    int capacity = settings.contextTokens();
    Sizes sizes = new Sizes(weights, settings.kvFormat(), capacity, target.maxElements());
    DenseLayout layout = DenseLayout.of(spec, sizes, shadow);
    int maxTokens = Math.min(target.tokens(), capacity);
    exchange = Exchange.allocate(spec, maxTokens);
    slots =
        new TornadoSlots(
            settings.experts(),
            settings.slots(),
            settings.resident(),
            target.maxElements(),
            shadow,
            converter);
    graphs =
        new ModelGraphs(
            spec,
            layout,
            target.cut(),
            new Activations(shadow, maxTokens),
            exchange,
            slots.memory());
    transfers = new Transfers(target.cut());
    slots.addTo(transfers);
    caches = new Caches(memory, layout.bands(), transfers);
    List<BandFilling> fillings = new ArrayList<>();
    RopeTables tables = new RopeTables(capacity, settings.bf16Frequencies());
    for (Band band : layout.bands()) {
      fillings.add(
          new BandFilling(
              weights,
              tables,
              converter,
              filling(band.weights().floats()),
              band.weights().ints() == null ? null : filling(band.weights().ints())));
    }
    List<GraphSpec> all = new ArrayList<>(graphs.graphs());
    all.addAll(transfers.graphs());
    owner = new Owner(all);
    try {
      plan = new GraphPlan(target, owner, graphs.graphs());
    } catch (Throwable e) {
      shadow.close();
      throw e;
    }
    try {
      start(progress, all.size());
      slots.prepare();
      for (int i = 0; i < fillings.size(); i++) {
        fillings.get(i).fill(layout.bands().get(i));
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private Filling<FloatArray> filling(FloatArray array) {
    return new Filling<>(transfers.writing(array, Math.min(WINDOW, array.getSize())));
  }

  private Filling<IntArray> filling(IntArray array) {
    return new Filling<>(transfers.writing(array, Math.min(WINDOW, array.getSize())));
  }

  private void start(LoadProgress progress, int total) {
    int[] done = {0};
    Runnable compiled = () -> progress.loaded(++done[0], total);
    plan.start(compiled);
    transfers.start(target, owner, compiled);
  }

  @Override
  public String description() {
    return "%s (%s)".formatted(target.info().id(), target.info().name());
  }

  /** Bytes of the device's memory in use. */
  public long deviceBytes() {
    return owner.bytes();
  }

  /** What has crossed between host and device since the model was put there. */
  public DeviceTraffic traffic() {
    return new DeviceTraffic(
        plan.bytesUp(),
        plan.bytesDown(),
        transfers.bytesUp(),
        transfers.bytesDown(),
        plan.runs(),
        transfers.runs());
  }

  @Override
  public int maxTokens() {
    return exchange.tokens();
  }

  @Override
  public Timeline newTimeline(int contextTokens) {
    return new TornadoTimeline(caches, contextTokens);
  }

  @Override
  public SlotMemory slots() {
    return slots;
  }

  @Override
  public void begin(Timeline timeline, int firstPosition, int[] ids, int from, int count) {
    caches.activate((TornadoTimeline) timeline);
    position = firstPosition;
    tokens = count;
    FloatArray embedded = count == 1 ? exchange.embeddedOne() : exchange.embedded();
    for (int t = 0; t < count; t++) {
      converter.read(embedding, ids[from + t], 0, row.length, row, 0);
      long at = (long) t * row.length * Float.BYTES;
      MemorySegment.copy(row, 0, embedded.getSegment(), ValueLayout.JAVA_FLOAT, at, row.length);
    }
    step(0);
    graphs.begin(plan, count == 1);
  }

  /** Tells the graphs which tokens to compute. */
  private void step(int first) {
    IntArray step = exchange.step();
    step.set(Step.POSITION, position);
    step.set(Step.TOKENS, tokens);
    step.set(Step.FIRST, first);
  }

  @Override
  public void attention(int layer, int outputs, float[] probabilities) {
    step(0);
    graphs.attention(plan, layer);
    int first = tokens - outputs;
    if (outputs > 0 && spec.expertLayers().contains(layer)) {
      int experts = spec.experts().routing().experts();
      copy(exchange.probabilities(), first * experts, probabilities, outputs * experts);
    }
    if (outputs == 1 && first > 0) {
      step(first);
      graphs.keepLast(plan);
    }
    tokens = outputs;
  }

  @Override
  public void routeAhead(int laterLayer, float[] probabilities) {
    step(0);
    graphs.ahead(plan, laterLayer);
    copy(exchange.probabilitiesAhead(), 0, probabilities, exchange.probabilitiesAhead().getSize());
  }

  @Override
  public void readFeedForwardInput(float[] x) {
    step(0);
    graphs.readInput(plan);
    copy(exchange.input(), 0, x, x.length);
  }

  @Override
  public void addToHidden(float[] x) {
    FloatArray to = exchange.embeddedOne();
    MemorySegment.copy(x, 0, to.getSegment(), ValueLayout.JAVA_FLOAT, 0, x.length);
    step(0);
    graphs.addToHidden(plan);
  }

  private static void copy(FloatArray from, int first, float[] to, int count) {
    long at = (long) first * Float.BYTES;
    MemorySegment.copy(from.getSegment(), ValueLayout.JAVA_FLOAT, at, to, 0, count);
  }

  @Override
  public void dense(int layer) {
    step(0);
    graphs.dense(plan, layer);
  }

  @Override
  public void experts(int layer, ExpertBatch batch, int from, int to) {
    // Before the last call of a layer nothing is summed: no token is computed.
    boolean last = to == batch.size();
    BatchFilling.fill(exchange.batch(), batch, from, to, last ? tokens : 0);
    graphs.experts(plan, layer);
  }

  @Override
  public void head(boolean allPositions, float[] logits) {
    step(allPositions ? 0 : tokens - 1);
    graphs.head(plan, allPositions);
    FloatArray from = allPositions ? exchange.logits() : exchange.logitsOne();
    copy(from, 0, logits, allPositions ? tokens * spec.vocabSize() : spec.vocabSize());
  }

  @Override
  public void close() {
    plan.close();
    transfers.close();
    shadow.close();
  }
}
