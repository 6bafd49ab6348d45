package io.mobile4j.engine.policy;

import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.engine.experts.Guess;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Counts which experts the prompt used, and puts the most used of each layer into slots before the
 * first step.
 */
final class WarmStart implements RouterTap {
  private final ModelShape shape;
  private final int[][] uses; // [L][E]

  WarmStart(ModelShape shape) {
    this.shape = shape;
    uses = new int[shape.expertLayers()][shape.experts()];
  }

  @Override
  public void routed(
      int expertLayer, int tokens, float[] probabilities, int k, int[] chosen, float[] weights) {
    for (int i = 0; i < tokens * k; i++) {
      uses[expertLayer][chosen[i]]++;
    }
  }

  /** Asks for each layer's share of the slots. */
  void prefetch(ExpertResidency residency) {
    int share = residency.slots() / shape.expertLayers();
    for (int layer = 0; layer < shape.expertLayers(); layer++) {
      int[] counts = uses[layer];
      int[] wanted =
          IntStream.range(0, shape.experts())
              .boxed()
              .filter(e -> counts[e] > 0)
              .sorted(Comparator.comparingInt((Integer e) -> -counts[e]).thenComparing(e -> e))
              .limit(share)
              .mapToInt(Integer::intValue)
              .toArray();
      residency.prefetch(Guess.PROMPT, layer, wanted, wanted.length);
    }
    Arrays.stream(uses).forEach(counts -> Arrays.fill(counts, 0));
  }
}
