package io.mobile4j.engine.telemetry;

import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.PassTap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Records passes from the tap, and hands each on when it has ended. */
public final class PassRecorder implements PassTap {
  private final int experts;
  private final Supplier<ResidencyCounters> counters;
  private final LongSupplier routerNanos;
  private final PassListener listener;

  private int generation = -1;
  private int step;
  private Kind kind = Kind.PREFILL;
  private int position;
  private int[] tokens = {}; // of this pass
  private final List<LayerRecord> layers = new ArrayList<>();
  private boolean layerOpen; // the last of the layers is still being computed
  private ResidencyCounters seen; // counters at the end of the last layer
  private final long[] nanos = new long[Part.values().length]; // since the end of the last layer
  private Part part; // what is being done; null between passes
  private long since; // when that began
  private long routerSeen; // the device's router time then

  /**
   * @param experts E
   * @param counters reads what the slots and the link did so far
   * @param routerNanos reads the time that attention spent in routers so far
   * @param listener is told of every pass
   */
  public PassRecorder(
      int experts,
      Supplier<ResidencyCounters> counters,
      LongSupplier routerNanos,
      PassListener listener) {
    this.experts = experts;
    this.counters = counters;
    this.routerNanos = routerNanos;
    this.listener = listener;
    seen = counters.get();
  }

  @Override
  public void generation() {
    generation++;
    step = 0;
    seen = counters.get(); // passes that nobody records may have moved experts as well
  }

  @Override
  public void begins(Kind newKind, int newPosition, int[] ids, int from, int count) {
    kind = newKind;
    position = newPosition;
    tokens = Arrays.copyOfRange(ids, from, from + count);
    layers.clear();
    layerOpen = false;
    part = null;
    Arrays.fill(nanos, 0);
    if (kind == Kind.EXACT || kind == Kind.LITTLE) {
      step++;
    }
  }

  @Override
  public void enters(Part next) {
    endPart();
    if (next == Part.ATTENTION || next == Part.HEAD) {
      endLayer();
    }
    part = next;
    routerSeen = routerNanos.getAsLong();
    since = System.nanoTime();
  }

  @Override
  public void routed(
      int layer, int count, float[] probabilities, int k, int[] chosen, float[] weights) {
    layers.add(
        new LayerRecord(
            layer,
            k,
            Arrays.copyOf(chosen, count * k),
            Arrays.copyOf(probabilities, count * experts),
            Arrays.copyOf(weights, count * k),
            ResidencyCounters.NONE,
            PartTimes.ZERO));
    layerOpen = true;
  }

  @Override
  public void ends(float confidence, Outcome outcome) {
    endPart();
    long head = nanos[Part.HEAD.ordinal()];
    nanos[Part.HEAD.ordinal()] = 0;
    endLayer();
    if (!layers.isEmpty()) { // layers without experts after the last one with some
      LayerRecord last = layers.removeLast();
      layers.add(last.with(last.moved(), last.times().plus(takeTimes())));
    }
    part = null;
    listener.pass(
        new PassRecord(
            generation, step, kind, position, tokens, confidence, outcome, layers, head));
  }

  private void endPart() {
    if (part != null) {
      long took = System.nanoTime() - since;
      long router = routerNanos.getAsLong() - routerSeen;
      nanos[part.ordinal()] += took - router;
      nanos[Part.ROUTING.ordinal()] += router;
    }
  }

  private void endLayer() {
    if (layerOpen) {
      ResidencyCounters now = counters.get();
      layers.add(layers.removeLast().with(now.since(seen), takeTimes()));
      seen = now;
      layerOpen = false;
    }
  }

  private PartTimes takeTimes() {
    PartTimes times =
        new PartTimes(
            nanos[Part.ATTENTION.ordinal()],
            nanos[Part.ROUTING.ordinal()],
            nanos[Part.LOADING.ordinal()],
            nanos[Part.EXPERTS.ordinal()],
            nanos[Part.DENSE.ordinal()]);
    Arrays.fill(nanos, 0);
    return times;
  }
}
