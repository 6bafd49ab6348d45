package io.mobile4j.app.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What an arm did in a comparison.
 *
 * @param rounds in the order they were measured
 * @param ratios of the tokens a second to the baseline's in the same round; the baseline's own are
 *     those of the A/A control
 */
public record ArmFigures(Arm arm, List<Round> rounds, Spread ratios) {
  public ArmFigures {
    rounds = List.copyOf(rounds);
  }

  /** Median of the pairs' ratios: the speed-up. */
  public double ratio() {
    return ratios.median();
  }

  /** Decoded tokens a second, round by round. */
  public Spread tokensPerSecond() {
    return spread(Round::tokensPerSecond);
  }

  /** A figure of each round. */
  public Spread spread(ToDoubleFunction<Round> figure) {
    return new Spread(rounds.stream().mapToDouble(figure).boxed().toList());
  }
}
