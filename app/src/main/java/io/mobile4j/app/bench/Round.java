package io.mobile4j.app.bench;

import io.mobile4j.engine.Generation;
import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.MobileStats;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * An arm's answers to all prompts, once or several times. All figures are of decoding: what comes
 * after an answer's first token.
 */
public record Round(List<Generation> answers) {
  public Round {
    answers = List.copyOf(answers);
  }

  /** Tokens decoded. */
  public long tokens() {
    return sum(answer -> answer.timing().decodeTokens());
  }

  /** Tokens decoded a second. */
  public double tokensPerSecond() {
    return tokens() * 1e9 / sum(answer -> answer.timing().decodeNanos());
  }

  /** Bytes that crossed the link for a decoded token. */
  public double bytesPerToken() {
    return moved(ResidencyCounters::bytesMoved) / (double) tokens();
  }

  /** Time that compute waited for experts, for a decoded token. */
  public double stallNanosPerToken() {
    return moved(ResidencyCounters::stallNanos) / (double) tokens();
  }

  /** Time that the link was busy, for a decoded token. */
  public double linkNanosPerToken() {
    return moved(ResidencyCounters::linkNanos) / (double) tokens();
  }

  /** Share of the wanted experts that were in a slot already; NaN where nothing is moved. */
  public double hitRatio() {
    long hits = moved(ResidencyCounters::hits);
    long others = moved(ResidencyCounters::onTheirWay) + moved(ResidencyCounters::demandLoads);
    return hits / (double) (hits + others);
  }

  /** Share of the prefetches' time on the link during which compute went on; NaN without any. */
  public double overlap() {
    long all = moved(ResidencyCounters::prefetchNanos);
    return (all - moved(ResidencyCounters::exposedPrefetchNanos)) / (double) all;
  }

  /** Share of the steps that fell back; NaN for the exact policy, which has none. */
  public double fallbackRatio() {
    return stats(Round::fallbacks) / stats(MobileStats::steps);
  }

  /** Mean |predicted and used| / K over all fallbacks; NaN without any. */
  public double prefetchPrecision() {
    double used =
        mobile()
            .filter(stats -> fallbacks(stats) > 0)
            .mapToDouble(stats -> stats.prefetchPrecision() * fallbacks(stats))
            .sum();
    return used / stats(Round::fallbacks);
  }

  private static double fallbacks(MobileStats stats) {
    return stats.fallbacks().stream().filter(fallback -> fallback).count();
  }

  private Stream<MobileStats> mobile() {
    return answers.stream().flatMap(answer -> answer.mobile().stream());
  }

  private double stats(ToDoubleFunction<MobileStats> count) {
    return mobile().mapToDouble(count).sum();
  }

  private long moved(ToLongFunction<ResidencyCounters> count) {
    return sum(answer -> count.applyAsLong(answer.decodeExperts()));
  }

  private long sum(ToLongFunction<Generation> value) {
    return answers.stream().mapToLong(value).sum();
  }
}
