package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.domain.DomainArguments;
import io.mobile4j.app.option.EngineArguments;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.LoadListener;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all experiments take. */
final class ExperimentArguments {
  /** The option that changes no result. */
  static final String OUT = "--out";

  @Mixin private ModelOption model;
  @Mixin private EngineArguments engine;
  @Mixin private DomainArguments domains;

  @Option(
      names = OUT,
      paramLabel = "DIR",
      required = true,
      description = "Where the results go. What is there already is not measured again.")
  private Path out;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds of each arm, taken in turns. Default: ${DEFAULT-VALUE}.")
  private int repeat;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description =
          "Time to warm up before the first measurement of a domain; 0 also lets rounds be shorter than half a second. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  /**
   * Where the results go.
   *
   * @throws InputException if it is a file
   */
  Path out() {
    return ResultFiles.directory(out);
  }

  /**
   * What the cells measure with.
   *
   * @throws InputException if the model cannot be read, or an option is out of range
   */
  Lab lab(Streams streams, List<String> usualDomains) {
    if (repeat < 1 || !(warmUp >= 0)) {
      throw new InputException("--repeat must be at least 1, --warm-up at least 0");
    }
    Path directory = model.directory();
    return new Lab(
        streams,
        engine.options(directory, LoadListener.SILENT),
        domains.domains(directory, usualDomains),
        repeat,
        warmUp);
  }
}
