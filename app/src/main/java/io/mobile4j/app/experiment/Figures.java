package io.mobile4j.app.experiment;

import io.mobile4j.app.bench.ArmFigures;
import io.mobile4j.app.bench.Round;
import io.mobile4j.app.eval.Evaluation;
import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import java.util.List;

/** Speed and quality as columns that several experiments have. */
final class Figures {
  static final String DOMAIN = "domain";
  static final String POLICY = "policy";
  static final String SPEED_UP = "speed_up";
  static final String CONTROL = "aa_ratio";
  static final String FALLBACK = "fallback_ratio";
  static final String ACCURACY = "accuracy";
  static final String PERPLEXITY = "perplexity";
  static final String KL = "kl_to_exact";
  static final String PRECISION = "prefetch_precision";
  static final String TOKENS_PER_S = "tokens_per_s";

  static final Column DOMAIN_COLUMN = Column.text(DOMAIN, "domain", "what was decoded");

  static final Column POLICY_COLUMN =
      Column.text(
          POLICY, "policy", "exact: all K experts; little: k; mobile: k, and K at fallback");

  static final List<Column> SPEED =
      List.of(
          Column.real(
              "exact_tokens_per_s",
              "",
              "decoded tokens a second of exact in the same cell, median of its rounds"),
          Column.real(TOKENS_PER_S, "tokens/s", "decoded tokens a second, median of the rounds"),
          Column.real(
              SPEED_UP,
              "speed-up",
              "median over the rounds of the tokens a second over exact's in the same round"),
          Column.real(
              CONTROL,
              "A/A",
              "control: the same ratio of exact to itself, before the rounds of the same cell"),
          Column.real("bytes_per_token", "", "bytes that crossed the link for a decoded token"),
          Column.real(
              "stall_ms_per_token", "", "time compute waited for experts, for a decoded token"),
          Column.real("hit_ratio", "hits", "share of the wanted experts that were in a slot"),
          Column.real(
              "overlap", "", "share of the prefetches' time on the link while compute went on"),
          Column.real(
              PRECISION,
              "",
              "share of the K experts predicted at a fallback that it used, in the rounds"),
          Column.real("ms_per_answer", "", "decoding an answer to its end, at the median speed"));

  static final List<Column> QUALITY =
      List.of(
          Column.real(FALLBACK, "fallback", "share of the steps that fell back to all K experts"),
          Column.integer("answers", "", "problems answered"),
          Column.real(ACCURACY, "accuracy", "share of them that were solved"),
          Column.real("tokens_per_answer", "tokens/answer", "mean, end tokens included"),
          Column.real(
              PERPLEXITY,
              "perplexity",
              "of the text, or for problems of the exact model's own answers"),
          Column.real(
              KL, "KL to exact", "mean divergence D(exact || policy) of these tokens, in nats"));

  private Figures() {}

  /**
   * The policy, checked before anything is loaded.
   *
   * @param k experts of the little pass; 0 = K/2
   * @throws InputException if gamma is out of range
   */
  static Policy mobile(double gamma, int k) {
    if (!(gamma >= 0)) {
      throw new InputException("gamma %s is out of range: 0 or more".formatted(gamma));
    }
    return new Policy.Mobile(gamma, k);
  }

  /** The row of a domain that the others are compared with: exact, and its control. */
  static Cell exactCell(Lab lab, Domain domain) {
    return new Cell(
        domain.name() + ", exact", () -> List.of(Trial.of(lab, domain, new Policy.Exact()).row()));
  }

  /** Speed of an arm beside its baseline; for the baseline itself both are the same. */
  static Row speed(ArmFigures baseline, ArmFigures arm, boolean answers) {
    double perSecond = arm.tokensPerSecond().median();
    Round round = arm.rounds().getFirst();
    double tokensPerAnswer = round.tokens() / (double) round.answers().size();
    return new Row()
        .put("exact_tokens_per_s", baseline.tokensPerSecond().median())
        .put(TOKENS_PER_S, perSecond)
        .put(SPEED_UP, arm.arm().equals(baseline.arm()) ? 1 : arm.ratio())
        .put(CONTROL, baseline.ratio())
        .put("bytes_per_token", arm.spread(Round::bytesPerToken).median())
        .put("stall_ms_per_token", arm.spread(Round::stallNanosPerToken).median() / 1e6)
        .put("hit_ratio", arm.spread(Round::hitRatio).median())
        .put("overlap", arm.spread(Round::overlap).median())
        .put(PRECISION, arm.spread(Round::prefetchPrecision).median())
        .put("ms_per_answer", answers ? 1000 * tokensPerAnswer / perSecond : Double.NaN);
  }

  /** Quality; problems that were not asked give no accuracy. */
  static Row quality(Evaluation evaluation) {
    return new Row()
        .put(FALLBACK, evaluation.fallbackRatio())
        .put("answers", evaluation.answers())
        .put(ACCURACY, evaluation.accuracy())
        .put("tokens_per_answer", evaluation.tokensPerAnswer())
        .put(PERPLEXITY, evaluation.perplexity())
        .put(KL, evaluation.klToExact());
  }
}
