package io.mobile4j.engine.policy;

/** How many experts each decoded token gets. Prefill always runs with all K. */
public sealed interface Policy {
  /** The default confidence threshold of MoBiLE (arXiv 2510.12357, section III). */
  double DEFAULT_GAMMA = 0.7;

  /** The model as it is: K experts. */
  record Exact() implements Policy {}

  /**
   * The little model alone, for ablation.
   *
   * @param experts k; 0 = K / 2
   */
  record Little(int experts) implements Policy {}

  /**
   * The little model, and the big one where it is not sure.
   *
   * @param gamma a token whose confidence is below is evicted and computed again with K experts
   * @param experts k of the little pass; 0 = K / 2
   */
  record Mobile(double gamma, int experts) implements Policy {}

  /** The name on the command line. */
  default String label() {
    return switch (this) {
      case Exact _ -> "exact";
      case Little _ -> "little";
      case Mobile _ -> "mobile";
    };
  }

  /** Experts of a first pass, of a model with {@code topK}. */
  default int firstExperts(int topK) {
    return switch (this) {
      case Exact _ -> topK;
      case Little little -> little.experts == 0 ? Math.max(1, topK / 2) : little.experts;
      case Mobile mobile -> mobile.experts == 0 ? Math.max(1, topK / 2) : mobile.experts;
    };
  }
}
