package io.mobile4j.app.experiment;

import io.mobile4j.app.output.Streams;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The experiments. */
@Command(
    name = "experiment",
    synopsisSubcommandLabel = "EXPERIMENT",
    description =
        "Measures one thing in many settings, and writes CSV, Arrow, a picture and a report.")
public final class ExperimentCommand {
  private ExperimentCommand() {}

  /** The command with its experiments. */
  public static CommandLine commandLine(Streams streams) {
    CommandLine line = new CommandLine(new ExperimentCommand());
    for (Experiment experiment :
        List.of(
            new BaselineExperiment(streams),
            new GammaExperiment(streams),
            new ExpertsExperiment(streams),
            new PrefetchExperiment(streams),
            new LinkExperiment(streams),
            new DomainsExperiment(streams),
            new ExtensionsExperiment(streams))) {
      line.addSubcommand(experiment);
    }
    return line;
  }
}
