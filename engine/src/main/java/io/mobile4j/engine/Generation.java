package io.mobile4j.engine;

import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.MobileStats;
import java.util.List;
import java.util.Optional;

/**
 * An answer.
 *
 * @param promptTokens tokens of the prompt
 * @param tokens generated ids, an end token included
 * @param text the answer, without end token and stop string; empty where the model has no tokenizer
 * @param mobile what the policy did; empty for {@code exact}
 * @param experts what moved for it
 * @param decodeExperts of this, what moved after the first token
 */
public record Generation(
    int promptTokens,
    List<Integer> tokens,
    Optional<String> text,
    FinishReason finishReason,
    Timing timing,
    Optional<MobileStats> mobile,
    ResidencyCounters experts,
    ResidencyCounters decodeExperts) {

  /**
   * How long it took.
   *
   * @param prefillTokens prompt positions computed (those in the KV cache already are not)
   * @param prefillNanos the pass over the prompt
   * @param firstTokenNanos from the call to the first token
   * @param decodeTokens tokens after the first
   * @param decodeNanos from the first token to the last
   */
  public record Timing(
      int prefillTokens,
      long prefillNanos,
      long firstTokenNanos,
      int decodeTokens,
      long decodeNanos) {
    /** Prompt tokens a second. */
    public double prefillTokensPerSecond() {
      return rate(prefillTokens, prefillNanos);
    }

    /** Generated tokens a second, the first not counted. */
    public double decodeTokensPerSecond() {
      return rate(decodeTokens, decodeNanos);
    }

    private static double rate(int tokens, long nanos) {
      return nanos == 0 ? 0 : tokens * 1e9 / nanos;
    }
  }
}
