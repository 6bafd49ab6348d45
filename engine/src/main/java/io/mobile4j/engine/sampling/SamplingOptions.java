package io.mobile4j.engine.sampling;

import io.mobile4j.loader.InputException;

/**
 * How the next token is chosen. The transformations apply in this order: repetition penalty,
 * temperature, top-k, top-p, min-p, as HF transformers does.
 *
 * @param temperature 0 = greedy; the others then have no effect, but for the penalty
 * @param topK keep the k best; 0 = all
 * @param topP keep the smallest set of best tokens with at least this probability; 1 = all
 * @param minP drop tokens with less than this times the best one's probability; 0 = none
 * @param repetitionPenalty above 1: tokens that stand in the context become less likely (arXiv
 *     1909.05858)
 * @param seed of the random numbers
 */
public record SamplingOptions(
    double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed) {
  /** Always the likeliest token. */
  public static final SamplingOptions GREEDY = new SamplingOptions(0, 0, 1, 0, 1, 0);

  public SamplingOptions {
    check(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
    check(topK >= 0, "top-k", topK, "0 or more");
    check(topP > 0 && topP <= 1, "top-p", topP, "above 0, up to 1");
    check(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1");
    check(
        repetitionPenalty > 0 && repetitionPenalty <= 100,
        "repetition-penalty",
        repetitionPenalty,
        "above 0, up to 100");
  }

  private static void check(boolean good, String name, Number value, String range) {
    if (!good) {
      throw new InputException("%s = %s is out of range: %s".formatted(name, value, range));
    }
  }
}
