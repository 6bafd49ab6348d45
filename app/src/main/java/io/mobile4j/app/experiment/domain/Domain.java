package io.mobile4j.app.experiment.domain;

import io.mobile4j.app.bench.Workload;
import io.mobile4j.app.eval.Evaluation;
import io.mobile4j.app.eval.Evaluator;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.policy.MobileStats;
import java.util.function.Consumer;

/** One kind of text. */
public sealed interface Domain permits Problems, Passages {
  /** For people and files: math, code, prose. */
  String name();

  /** What it is, and how much of it. */
  String description();

  /** Changes when its content does. */
  String digest();

  /** What a round of a comparison decodes: few prompts, and real ones. */
  Workload workload(Engine engine);

  /** The quality of a policy. */
  Evaluation evaluate(Engine engine, GenerateOptions options, Evaluator.Steps progress);

  /**
   * Decodes all of it with a policy that has a little pass.
   *
   * @param stats told what the policy did, one answer or window after the other
   */
  void decode(Engine engine, GenerateOptions options, Consumer<MobileStats> stats);
}
