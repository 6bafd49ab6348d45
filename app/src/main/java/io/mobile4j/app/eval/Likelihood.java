package io.mobile4j.app.eval;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.policy.MobileStats;
import io.mobile4j.engine.policy.Policy;
import java.util.Optional;

/**
 * How a policy predicts given sequences of tokens, and how far that is from the exact model: sums
 * over all scored tokens.
 */
final class Likelihood {
  private final Engine engine;
  private final GenerateOptions options;
  private long tokens; // that were scored
  private double negativeLog; // sum of -ln p(token) by the policy
  private double divergence; // sum of D(exact || policy) of the distributions of these tokens
  private long steps; // of the policy
  private long fallbacks;

  /**
   * @param options whose policy and extensions are scored
   */
  Likelihood(Engine engine, GenerateOptions options) {
    this.engine = engine;
    this.options = options;
  }

  /**
   * Scores {@code ids[given, ...)} as the continuation of {@code ids[0, given)}.
   *
   * @param given at least 1
   */
  void add(int[] ids, int given) {
    float[][] exact = exactLogits(ids, given);
    if (options.policy() instanceof Policy.Exact) {
      for (int position = given; position < ids.length; position++) {
        double[] log = Distribution.logProbabilities(exact[position - given]);
        score(log, log, ids[position]);
      }
      return;
    }
    Optional<MobileStats> stats =
        engine.follow(
            ids,
            given,
            options,
            (position, logits) -> {
              if (position + 1 < ids.length) {
                score(
                    Distribution.logProbabilities(exact[position + 1 - given]),
                    Distribution.logProbabilities(logits),
                    ids[position + 1]);
              }
            });
    stats.ifPresent(this::addSteps);
  }

  /** Logits that predict each of {@code ids[given, ...)}, by the exact model. */
  private float[][] exactLogits(int[] ids, int given) {
    float[][] logits = new float[ids.length - given][];
    engine.logits(
        ids,
        (position, row) -> {
          if (position + 1 >= given && position + 1 < ids.length) {
            logits[position + 1 - given] = row.clone();
          }
        });
    return logits;
  }

  private void score(double[] exact, double[] policy, int token) {
    tokens++;
    negativeLog -= policy[token];
    divergence += Distribution.divergence(exact, policy);
  }

  private void addSteps(MobileStats stats) {
    steps += stats.steps();
    fallbacks += stats.fallbacks().stream().filter(fallback -> fallback).count();
  }

  /** exp of the mean -ln p; NaN without tokens. */
  double perplexity() {
    return Math.exp(negativeLog / tokens);
  }

  /** Mean D(exact || policy) in nats; NaN without tokens. */
  double klToExact() {
    return divergence / tokens;
  }

  /** Share of the policy's steps that fell back; 0 where it has none. */
  double fallbackRatio() {
    return steps == 0 ? 0 : fallbacks / (double) steps;
  }
}
