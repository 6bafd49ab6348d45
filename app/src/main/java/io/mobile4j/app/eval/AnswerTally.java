package io.mobile4j.app.eval;

import io.mobile4j.engine.Generation;
import io.mobile4j.engine.policy.MobileStats;

/** Sums up answers. */
final class AnswerTally {
  private int answers;
  private int solved;
  private long tokens;
  private long nanos;
  private long steps; // of a policy with a little pass
  private long fallbacks;

  void add(Generation answer, boolean right) {
    answers++;
    solved += right ? 1 : 0;
    tokens += answer.tokens().size();
    nanos += answer.timing().firstTokenNanos() + answer.timing().decodeNanos();
    answer.mobile().ifPresent(this::addSteps);
  }

  private void addSteps(MobileStats stats) {
    steps += stats.steps();
    fallbacks += stats.fallbacks().stream().filter(fallback -> fallback).count();
  }

  /** The means, with what was found out about the reference answers. */
  Evaluation evaluation(Likelihood likelihood) {
    return new Evaluation(
        answers,
        solved / (double) answers,
        tokens / (double) answers,
        nanos / 1e6 / answers,
        likelihood.perplexity(),
        likelihood.klToExact(),
        steps == 0 ? 0 : fallbacks / (double) steps);
  }
}
