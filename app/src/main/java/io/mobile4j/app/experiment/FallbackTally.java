package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.policy.MobileStats;
import io.mobile4j.engine.policy.Policy;
import java.util.Arrays;

/** How well the big pass's experts were predicted, over all fallbacks of a domain. */
final class FallbackTally {
  private long steps;
  private long fallbacks;
  private double[] used = {}; // [L] sum over the fallbacks of |predicted and used| / K

  /** Decodes a domain. */
  static FallbackTally of(Lab lab, Domain domain, Policy policy) {
    FallbackTally tally = new FallbackTally();
    try (Engine engine = lab.open(lab.unhurried())) {
      domain.decode(engine, GenerateOptions.greedy(1).withPolicy(policy), tally::add);
    }
    return tally;
  }

  private void add(MobileStats stats) {
    long here = stats.fallbacks().stream().filter(fallback -> fallback).count();
    steps += stats.steps();
    fallbacks += here;
    if (here > 0) {
      used = Arrays.copyOf(used, stats.prefetchPrecisionByLayer().size());
      for (int layer = 0; layer < used.length; layer++) {
        used[layer] += here * stats.prefetchPrecisionByLayer().get(layer);
      }
    }
  }

  long steps() {
    return steps;
  }

  long fallbacks() {
    return fallbacks;
  }

  /** Precision at K of a layer, counted among those with experts; NaN without a fallback. */
  double precision(int layer) {
    return fallbacks == 0 ? Double.NaN : used[layer] / fallbacks;
  }

  /** The same over all layers. */
  double precision() {
    return Arrays.stream(used).average().orElse(Double.NaN) / fallbacks;
  }
}
