package io.mobile4j.app.experiment.domain;

import io.mobile4j.app.bench.Workload;
import io.mobile4j.app.eval.Evaluation;
import io.mobile4j.app.eval.Evaluator;
import io.mobile4j.app.eval.Task;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.policy.MobileStats;
import java.util.List;
import java.util.function.Consumer;

/**
 * Problems with known answers.
 *
 * @param maxNewTokens longest answer
 */
public record Problems(String name, List<Task> tasks, int maxNewTokens) implements Domain {
  private static final int PROMPTS = 6; // of a round

  public Problems {
    tasks = List.copyOf(tasks);
  }

  @Override
  public String description() {
    return "%d problems to answer".formatted(tasks.size());
  }

  @Override
  public String digest() {
    return "%08x".formatted(tasks.hashCode());
  }

  @Override
  public Workload workload(Engine engine) {
    return Workload.tasks(engine, tasks.subList(0, Math.min(PROMPTS, tasks.size())), maxNewTokens);
  }

  @Override
  public Evaluation evaluate(Engine engine, GenerateOptions options, Evaluator.Steps progress) {
    return new Evaluator(engine, answers(options), progress).tasks(tasks);
  }

  @Override
  public void decode(Engine engine, GenerateOptions options, Consumer<MobileStats> stats) {
    for (Task task : tasks) {
      try (Session session = engine.newSession()) {
        session.generate(task.prompt(), answers(options), (_, _) -> {}).mobile().ifPresent(stats);
      }
    }
  }

  private GenerateOptions answers(GenerateOptions how) {
    return GenerateOptions.greedy(maxNewTokens)
        .withPolicy(how.policy())
        .withExtensions(how.extensions());
  }
}
