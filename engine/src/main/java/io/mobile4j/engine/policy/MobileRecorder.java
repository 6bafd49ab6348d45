package io.mobile4j.engine.policy;

import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.engine.experts.Guess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Remembers the router states of the little pass, predicts the big pass's experts from them, and
 * counts how many of them were used.
 */
final class MobileRecorder {
  private final ModelShape shape;
  private final ExpertChoice choice;
  private final float[] little; // [L, E] router probabilities of the last little pass
  private final int[] predicted; // [L, K]
  private final long[] used; // [L] predicted experts that the big passes used
  private final List<Boolean> fallbacks = new ArrayList<>();
  private final List<Double> confidence = new ArrayList<>();

  MobileRecorder(ModelShape shape) {
    this.shape = shape;
    choice = new ExpertChoice(shape.routing(), shape.topK(), 1);
    little = new float[shape.expertLayers() * shape.experts()];
    predicted = new int[shape.expertLayers() * shape.topK()];
    used = new long[shape.expertLayers()];
  }

  /** For the little pass. */
  void little(int expertLayer, float[] probabilities) {
    System.arraycopy(probabilities, 0, little, expertLayer * shape.experts(), shape.experts());
  }

  /** For the big pass. */
  void big(int expertLayer, int[] chosen) {
    int from = expertLayer * shape.topK();
    for (int i = 0; i < shape.topK(); i++) {
      for (int j = 0; j < shape.topK(); j++) {
        if (predicted[from + j] == chosen[i]) {
          used[expertLayer]++;
        }
      }
    }
  }

  /** Asks for the top K of the little pass's router, layer by layer. */
  void predict(ExpertResidency residency) {
    int topK = shape.topK();
    for (int layer = 0; layer < shape.expertLayers(); layer++) {
      System.arraycopy(little, layer * shape.experts(), choice.probabilities(), 0, shape.experts());
      choice.choose(1, topK);
      System.arraycopy(choice.chosen(), 0, predicted, layer * topK, topK);
      residency.prefetch(Guess.LITTLE_PASS, layer, choice.chosen(), topK);
    }
  }

  void step(float stepConfidence, boolean fallback) {
    confidence.add((double) stepConfidence);
    fallbacks.add(fallback);
  }

  MobileStats stats() {
    long count = fallbacks.stream().filter(fallback -> fallback).count();
    List<Double> precision =
        count == 0
            ? List.of()
            : Arrays.stream(used).mapToObj(u -> u / (double) (count * shape.topK())).toList();
    return new MobileStats(fallbacks, confidence, precision);
  }
}
