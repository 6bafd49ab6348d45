package io.mobile4j.app.command;

import io.mobile4j.app.option.EngineArguments;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.output.PlanText;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.LoadListener;
import io.mobile4j.engine.ModelFiles;
import io.mobile4j.engine.Plan;
import io.mobile4j.engine.Planner;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What would be loaded where. */
@Command(
    name = "plan",
    description = "Shows what will be in which memory, or refuses; loads nothing.")
public final class PlanCommand implements Callable<Integer> {
  private final Streams streams;
  @Mixin private ModelOption model;
  @Mixin private EngineArguments engineArguments;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "The same as --model DIR.")
  private Path directory;

  @Option(names = "--json", description = "Prints one JSON object, all sizes in bytes.")
  private boolean json;

  public PlanCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    EngineOptions options =
        engineArguments.options(model.directory(directory), LoadListener.SILENT);
    Plan plan = Planner.plan(ModelFiles.read(options.model()), options).check();
    var link = options.ladder().linkLabel();
    if (json) {
      streams.println(JsonText.of(PlanText.json(plan).put("link", link.orElse(null))));
    } else {
      streams.println(PlanText.table(plan));
      link.ifPresent(label -> streams.println("link             " + label));
    }
    return 0;
  }
}
