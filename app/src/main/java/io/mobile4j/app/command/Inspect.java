package io.mobile4j.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.output.ModelSummary;
import io.mobile4j.app.output.Streams;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a checkpoint is. */
@Command(
    name = "inspect",
    description = "Shows what a model is: its sizes, its experts, the bytes a token reads.")
public final class Inspect implements Callable<Integer> {
  private final Streams streams;
  @Mixin private ModelOption model;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "The same as --model DIR.")
  private Path directory;

  @Option(names = "--json", description = "Prints one JSON object, all sizes in bytes.")
  private boolean json;

  public Inspect(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    ObjectNode summary = ModelSummary.read(model.directory(directory)).json();
    streams.println(json ? JsonText.of(summary) : ModelSummary.table(summary));
    return 0;
  }
}
