package io.mobile4j.app.experiment;

import io.mobile4j.app.bench.Arm;
import io.mobile4j.app.bench.ArmFigures;
import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.domain.Problems;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import java.util.List;

/**
 * A policy on a ladder: its speed beside that of exact on the same ladder, and its quality.
 *
 * @param lab with which it is measured
 */
record Trial(Lab lab, Domain domain, LadderOptions ladder, Policy policy, Extensions extensions) {
  /** The policy as the paper has it. */
  static Trial of(Lab lab, Domain domain, Policy policy) {
    return new Trial(lab, domain, lab.ladder(), policy, Extensions.NONE);
  }

  /** Speed and quality. */
  Row row() {
    return new Row()
        .put(Figures.DOMAIN, domain.name())
        .put(Figures.POLICY, policy.label())
        .putAll(speed())
        .putAll(quality());
  }

  /** Exact and the policy in turns; exact alone has nothing but its control. */
  Row speed() {
    try (Engine engine = lab.open(ladder)) {
      Arm exact = Arm.of(engine, new Policy.Exact(), Extensions.NONE);
      Arm arm = Arm.of(engine, policy, extensions);
      List<ArmFigures> figures =
          lab.compare(domain, exact, arm.equals(exact) ? List.of() : List.of(arm));
      return Figures.speed(figures.getFirst(), figures.getLast(), domain instanceof Problems);
    }
  }

  /** Nothing but what the slots hold can change an answer, so no time is lost on a slow link. */
  Row quality() {
    boolean slotsMatter = extensions.complete() || extensions.cpuMisses();
    try (Engine engine = lab.open(slotsMatter ? lab.unhurried(ladder) : lab.unhurried())) {
      GenerateOptions options =
          GenerateOptions.greedy(1).withPolicy(policy).withExtensions(extensions);
      return Figures.quality(
          domain.evaluate(engine, options, done -> lab.says("quality, " + done)));
    }
  }
}
