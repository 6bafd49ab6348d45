package io.mobile4j.kernels.router;

/**
 * How router probabilities become chosen experts and weights.
 *
 * @param experts E
 * @param normTopkProb divide the chosen probabilities by their sum
 * @param scalingFactor factor of the weights after that
 * @param groups experts form this many groups of equal size; 1 = no groups
 * @param topkGroups groups, the best by their best expert, that experts are chosen from
 */
public record Routing(
    int experts, boolean normTopkProb, float scalingFactor, int groups, int topkGroups) {
  /** Most groups that can be told apart. */
  public static final int MAX_GROUPS = 64;

  public Routing {
    if (groups < 1
        || groups > MAX_GROUPS
        || experts % groups != 0
        || topkGroups < 1
        || topkGroups > groups) {
      throw new IllegalArgumentException(
          "%d experts in %d groups, best %d".formatted(experts, groups, topkGroups));
    }
  }

  /** Without groups and scaling. */
  public static Routing plain(int experts, boolean normTopkProb) {
    return new Routing(experts, normTopkProb, 1f, 1, 1);
  }
}
