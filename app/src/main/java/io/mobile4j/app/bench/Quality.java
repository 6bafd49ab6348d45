package io.mobile4j.app.bench;

import io.mobile4j.app.eval.Evaluation;
import io.mobile4j.app.eval.Evaluator;
import io.mobile4j.app.eval.Task;
import io.mobile4j.engine.GenerateOptions;
import java.util.List;
import java.util.Optional;

/**
 * What an arm's speed costs.
 *
 * @param evaluation of its answers; empty where the model has nothing to answer
 */
public record Quality(Optional<Evaluation> evaluation) {
  /** Why there is none. */
  public static final String NONE = "not measured: the model has no tokenizer, so no problems";

  /**
   * Measures it.
   *
   * @param tasks problems; none = the model has no tokenizer
   * @param progress told of problems
   */
  public static Quality of(Arm arm, List<Task> tasks, int maxNewTokens, Evaluator.Steps progress) {
    GenerateOptions options = arm.of(GenerateOptions.greedy(maxNewTokens));
    return new Quality(
        tasks.isEmpty()
            ? Optional.empty()
            : Optional.of(new Evaluator(arm.engine(), options, progress).tasks(tasks)));
  }
}
