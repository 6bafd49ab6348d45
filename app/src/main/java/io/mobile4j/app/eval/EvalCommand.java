package io.mobile4j.app.eval;

import io.mobile4j.app.option.EngineArguments;
import io.mobile4j.app.option.ExtensionArguments;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.option.PolicyArguments;
import io.mobile4j.app.option.TraceArguments;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.output.LoadReport;
import io.mobile4j.app.output.StepBar;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How good answers and predictions are. */
@Command(
    name = "eval",
    description = "Measures the quality of a policy on problems or on a text, beside its speed.")
public final class EvalCommand implements Callable<Integer> {
  private final Streams streams;
  @Mixin private ModelOption model;
  @Mixin private EngineArguments engineArguments;
  @Mixin private PolicyArguments policyArguments;
  @Mixin private ExtensionArguments extensionArguments;
  @Mixin private TaskArguments taskArguments;
  @Mixin private TraceArguments trace;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "A text to predict: perplexity and divergence from the exact model.")
  private Path text;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  public EvalCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (taskArguments.named() && text != null) {
      throw new InputException("--tasks and --text are measured one at a time: give one of them");
    }
    Policy policy = policyArguments.policy();
    if (text != null && trace.asked() && policy instanceof Policy.Exact) {
      throw new InputException(
          "--trace has nothing to write: exact predicts a text without decoding it");
    }
    trace.check();
    GenerateOptions options =
        GenerateOptions.greedy(taskArguments.maxNewTokens())
            .withPolicy(policy)
            .withExtensions(extensionArguments.extensions(policy));
    List<Task> tasks = text == null ? taskArguments.tasks(model.directory()) : List.of();
    String content = text == null ? "" : TextFile.read(text);
    try (LoadReport report = new LoadReport(streams, !json);
        Engine engine = Engine.open(engineArguments.options(model.directory(), report))) {
      report.loaded();
      trace.around(
          engine,
          () ->
              show(
                  text == null
                      ? answer(engine, options, tasks)
                      : predict(engine, options, content)));
    }
    return 0;
  }

  private Evaluation answer(Engine engine, GenerateOptions options, List<Task> tasks) {
    try (StepBar bar = new StepBar(streams, "problems", tasks.size())) {
      return new Evaluator(engine, options, bar::stepTo).tasks(tasks);
    }
  }

  private Evaluation predict(Engine engine, GenerateOptions options, String content) {
    int[] all = engine.text().encode(content);
    int[] ids = Arrays.copyOf(all, Math.min(all.length, taskArguments.limit()));
    try (StepBar bar = new StepBar(streams, "tokens", ids.length)) {
      return new Evaluator(engine, options, bar::stepTo).text(ids);
    }
  }

  private void show(Evaluation evaluation) {
    streams.println(json ? JsonText.of(evaluation.json()) : evaluation.table());
  }
}
