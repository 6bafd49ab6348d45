package io.mobile4j.app.bench;

import io.mobile4j.app.eval.Task;
import io.mobile4j.app.eval.TaskArguments;
import io.mobile4j.app.option.Choice;
import io.mobile4j.engine.Engine;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an arm is compared with, and on what. */
public final class AgainstArguments {
  /** Problems that each pair answers. */
  private static final int PROMPTS = 8;

  /** Problems of the quality, unless {@code --limit} says otherwise. */
  private static final int PROBLEMS = 100;

  @Option(
      names = "--against",
      paramLabel = "exact",
      converter = BaselineConverter.class,
      description = {
        "Also compares with all K experts on the same ladder, in turns: speed on the first "
            + PROMPTS
            + " problems, quality on the first "
            + PROBLEMS
            + " or --limit."
      })
  private Baseline against;

  @Mixin private TaskArguments tasks;

  private enum Baseline {
    EXACT
  }

  /** For picocli. */
  private static final class BaselineConverter extends Choice<Baseline> {
    BaselineConverter() {
      super(Baseline.class);
    }
  }

  /**
   * Whether a comparison is asked for.
   *
   * @throws InputException if options of a comparison are given, and none is asked for
   */
  public boolean asked() {
    if (against == null && tasks.given()) {
      throw new InputException(
          "--tasks, --limit and --max-new-tokens have no effect without --against");
    }
    return against != null;
  }

  /** The problems of the quality; none where the model has none. */
  public List<Task> tasks(Path model) {
    return tasks.tasksIfAny(model, PROBLEMS);
  }

  /** Longest answer. */
  public int maxNewTokens() {
    return tasks.maxNewTokens();
  }

  /**
   * What each pair answers.
   *
   * @param gen tokens, where the model has no tokenizer
   * @throws InputException if the model has a tokenizer and there are no problems, or the reverse
   */
  public Workload workload(Engine engine, List<Task> problems, int gen) {
    if (!problems.isEmpty()) {
      List<Task> first = problems.subList(0, Math.min(PROMPTS, problems.size()));
      return Workload.tasks(engine, first, maxNewTokens());
    }
    if (engine.text().hasTokenizer()) {
      throw new InputException(
          engine.options().model() + ": has no problems of its own; name --tasks");
    }
    return Workload.random(engine, gen);
  }
}
