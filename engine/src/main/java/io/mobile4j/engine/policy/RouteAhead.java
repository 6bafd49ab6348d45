package io.mobile4j.engine.policy;

import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.engine.experts.Guess;
import java.util.List;

/**
 * Prefetches the next layer's experts while this layer's are computed: its router is applied to
 * this layer's input, which differs from its own by one layer's output only.
 */
final class RouteAhead {
  private final List<Integer> expertLayers; // numbers of the model's layers with experts
  private final ModelDevice device;
  private final ExpertResidency residency;
  private final ExpertChoice choice;

  RouteAhead(ModelSpec spec, ModelDevice device, ExpertResidency residency) {
    expertLayers = spec.expertLayers();
    this.device = device;
    this.residency = residency;
    choice = new ExpertChoice(spec.experts().routing(), spec.experts().topK(), 1);
  }

  /**
   * One token's {@code k} likeliest experts of the layer after {@code expertLayer}. Longer passes
   * need no guess.
   */
  void prefetch(int expertLayer, int tokens, int k) {
    if (tokens > 1 || expertLayer + 1 == expertLayers.size()) {
      return;
    }
    device.routeAhead(expertLayers.get(expertLayer + 1), choice.probabilities());
    choice.choose(1, k);
    residency.prefetch(Guess.ROUTE_AHEAD, expertLayer + 1, choice.chosen(), k);
  }
}
