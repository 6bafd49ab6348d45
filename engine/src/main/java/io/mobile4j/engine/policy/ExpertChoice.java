package io.mobile4j.engine.policy;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.router.Router;
import io.mobile4j.kernels.router.Routing;

/** The experts of every token of a pass and their weights. */
final class ExpertChoice {
  private final Routing routing;
  private final Rows probabilities; // [T, E]
  private final int[] chosen; // [T, k]
  private final float[] weights; // [T, k]

  /**
   * @param topK most experts a token can get
   */
  ExpertChoice(Routing routing, int topK, int maxTokens) {
    this.routing = routing;
    probabilities = Rows.of(new float[maxTokens * routing.experts()], routing.experts());
    chosen = new int[maxTokens * topK];
    weights = new float[maxTokens * topK];
  }

  float[] probabilities() {
    return probabilities.data();
  }

  int[] chosen() {
    return chosen;
  }

  float[] weights() {
    return weights;
  }

  /** Chooses {@code k} experts for each of {@code tokens} tokens. */
  void choose(int tokens, int k) {
    Router.choose(routing, probabilities, tokens, k, chosen, weights);
  }

  /**
   * Of one token's chosen experts, how many have more than {@code threshold} times the best one's
   * probability.
   */
  int above(double threshold, int k) {
    float[] p = probabilities.data();
    int count = 1;
    while (count < k && p[chosen[count]] > threshold * p[chosen[0]]) {
      count++;
    }
    return count;
  }

  /** Weighs one token's first {@code k} chosen experts. */
  void weigh(int k) {
    Router.weigh(routing, probabilities.data(), 0, k, chosen, weights, 0);
  }
}
