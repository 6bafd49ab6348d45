package io.mobile4j.engine.policy;

import io.mobile4j.engine.arch.FeedForward;
import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.engine.policy.PassTap.Part;
import io.mobile4j.kernels.router.Routing;
import java.util.List;
import java.util.Optional;

/**
 * One pass through the model: attention, router, the choice of experts, their slots, their sum;
 * layer by layer.
 */
public final class Forward {
  private final List<Layer> layers;
  private final ModelDevice device;
  private final ExpertResidency residency;
  private final ExpertChoice choice;
  private final ExpertBatch batch;
  private final Misses misses; // null where experts are not in main memory
  private final RouteAhead ahead;

  /**
   * @param host computes misses where asked to; empty where experts are not in main memory
   */
  public Forward(
      ModelSpec spec, ModelDevice device, ExpertResidency residency, Optional<HostExperts> host) {
    layers = spec.layers();
    this.device = device;
    this.residency = residency;
    Routing routing = spec.experts().routing();
    choice = new ExpertChoice(routing, spec.experts().topK(), device.maxTokens());
    batch = new ExpertBatch(routing.experts(), spec.experts().topK(), device.maxTokens());
    misses = host.map(h -> new Misses(spec, device, residency, h)).orElse(null);
    ahead = new RouteAhead(spec, device, residency);
  }

  /**
   * Computes the hidden state of {@code tokens[from, from + count)} at positions {@code position,
   * ...}, and fills the timeline; {@link ModelDevice#head} can follow.
   *
   * @param count up to {@link ModelDevice#maxTokens}
   * @param outputs positions whose hidden state is wanted: all of them, only the last (1), or none
   *     (0); in the last layer the others need a key and a value, and nothing else
   */
  void run(
      Timeline timeline,
      int position,
      int[] tokens,
      int from,
      int count,
      int outputs,
      PassOptions options) {
    device.begin(timeline, position, tokens, from, count);
    int expertLayer = 0;
    for (int layer = 0; layer < layers.size(); layer++) {
      options.tap().enters(Part.ATTENTION);
      int onward = layer == layers.size() - 1 ? outputs : count;
      device.attention(layer, onward, choice.probabilities());
      if (onward == 0) {
        return;
      }
      switch (layers.get(layer).feedForward()) {
        case FeedForward.Dense _ -> {
          options.tap().enters(Part.DENSE);
          device.dense(layer);
        }
        case FeedForward.Experts _ -> experts(layer, expertLayer++, onward, options);
      }
    }
  }

  /** All hidden states, with the {@code k} best experts. */
  public void run(Timeline timeline, int position, int[] tokens, int from, int count, int k) {
    PassOptions options = new PassOptions(new ExpertRule.Best(k), false, false, PassTap.NONE);
    run(timeline, position, tokens, from, count, count, options);
  }

  private void experts(int layer, int expertLayer, int count, PassOptions options) {
    PassTap tap = options.tap();
    tap.enters(Part.ROUTING);
    int k = options.rule().choose(expertLayer, count, choice);
    tap.routed(expertLayer, count, choice.probabilities(), k, choice.chosen(), choice.weights());
    if (options.cpuMisses() && count == 1) {
      besideTheCpu(layer, expertLayer, k, options);
      return;
    }
    batch.fill(count, k, choice.chosen(), choice.weights());
    slots(layer, expertLayer, count, k, options);
  }

  private void slots(int layer, int expertLayer, int count, int k, PassOptions options) {
    PassTap tap = options.tap();
    // The loads of a long pass's next experts overlap the products of the ones before.
    int atOnce = count == 1 ? residency.capacity() : residency.group();
    for (int i = 0; i < batch.size(); i += atOnce) {
      int to = Math.min(batch.size(), i + atOnce);
      tap.enters(Part.LOADING);
      residency.request(expertLayer, batch, i, to);
      try {
        if (i == 0 && options.routeAhead()) {
          tap.enters(Part.ROUTING);
          ahead.prefetch(expertLayer, count, k); // behind the demand loads, while they move
          tap.enters(Part.LOADING);
        }
        residency.awaitLoaded(batch, i, to);
        tap.enters(Part.EXPERTS);
        device.experts(layer, batch, i, to);
      } finally {
        residency.release(expertLayer, batch, i, to);
      }
    }
  }

  /** One token: what is in slots on the device, the rest on the CPU at the same time. */
  private void besideTheCpu(int layer, int expertLayer, int k, PassOptions options) {
    int inSlots = misses.start(layer, expertLayer, k, choice);
    batch.fill(1, inSlots, choice.chosen(), choice.weights());
    if (inSlots == 0) {
      options.tap().enters(Part.EXPERTS);
      device.experts(layer, batch, 0, 0); // shared experts and the residual
    } else {
      slots(layer, expertLayer, 1, inSlots, options);
    }
    misses.finish(expertLayer);
  }
}
