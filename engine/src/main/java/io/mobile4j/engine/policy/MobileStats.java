package io.mobile4j.engine.policy;

import java.util.List;

/**
 * What a policy with a little pass did, step by step. Step i gives token i + 1: the first token
 * comes from the prefill.
 *
 * @param fallbacks whether the step was computed again with K experts
 * @param confidence largest softmax probability of the step's first pass
 * @param prefetchPrecisionByLayer mean over all fallbacks of |predicted and used| / K, per layer
 *     with experts; empty without a fallback
 */
public record MobileStats(
    List<Boolean> fallbacks, List<Double> confidence, List<Double> prefetchPrecisionByLayer) {
  public MobileStats {
    fallbacks = List.copyOf(fallbacks);
    confidence = List.copyOf(confidence);
    prefetchPrecisionByLayer = List.copyOf(prefetchPrecisionByLayer);
  }

  /** Steps after the first token. */
  public int steps() {
    return fallbacks.size();
  }

  /** Share of steps that fell back; 0 without steps. */
  public double fallbackRatio() {
    return fallbacks.isEmpty()
        ? 0
        : fallbacks.stream().filter(b -> b).count() / (double) fallbacks.size();
  }

  /** Mean over layers and fallbacks; NaN without a fallback. */
  public double prefetchPrecision() {
    return prefetchPrecisionByLayer.stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }
}
