package io.mobile4j.engine.policy;

import io.mobile4j.engine.experts.ExpertResidency;

/** How many and which experts the tokens of a pass get. */
sealed interface ExpertRule {
  /**
   * Chooses in a layer whose router probabilities are in {@code choice}.
   *
   * @return experts of each token
   */
  int choose(int expertLayer, int tokens, ExpertChoice choice);

  /** The k best. */
  record Best(int k) implements ExpertRule {
    @Override
    public int choose(int expertLayer, int tokens, ExpertChoice choice) {
      choice.choose(tokens, k);
      return k;
    }
  }

  /**
   * One token's little pass with extensions: the k best, or those above a threshold; then those of
   * the K best that are in a slot already.
   */
  record Extended(int k, int topK, Extensions extensions, ExpertResidency residency)
      implements ExpertRule {
    @Override
    public int choose(int expertLayer, int tokens, ExpertChoice choice) {
      if (tokens != 1) {
        throw new IllegalArgumentException("a little pass has one token, not " + tokens);
      }
      choice.choose(1, topK);
      int chosen = extensions.threshold() == 0 ? k : choice.above(extensions.threshold(), topK);
      if (extensions.complete()) {
        for (int rank = chosen; rank < topK; rank++) {
          if (residency.resident(expertLayer, choice.chosen()[rank])) {
            choice.chosen()[chosen++] = choice.chosen()[rank];
          }
        }
      }
      choice.weigh(chosen);
      return chosen;
    }
  }
}
