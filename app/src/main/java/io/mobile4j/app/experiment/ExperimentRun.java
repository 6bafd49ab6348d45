package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.result.CellStore;
import io.mobile4j.app.experiment.result.GivenCommand;
import io.mobile4j.app.experiment.result.Report;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.output.StepBar;
import io.mobile4j.app.output.Streams;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Measures what is missing of an experiment, then writes its files. */
final class ExperimentRun {
  private final Streams streams;
  private final CommandSpec spec;
  private final Path out;
  private final Lab lab;

  ExperimentRun(Streams streams, CommandSpec spec, Path out, Lab lab) {
    this.streams = streams;
    this.spec = spec;
    this.out = out;
    this.lab = lab;
  }

  void run(Experiment experiment) {
    List<Cell> cells = experiment.cells(lab);
    Settings settings = new Settings(spec, lab);
    try (CellStore store = CellStore.open(out, spec.name(), settings.all())) {
      measure(cells, store);
      Table table =
          new Table(experiment.columns(), experiment.table(cells, cell -> store.rows(cell.key())));
      write(experiment, table, settings, store.days());
    }
  }

  private void measure(List<Cell> cells, CellStore store) {
    List<Cell> missing = cells.stream().filter(cell -> !store.has(cell.key())).toList();
    int done = cells.size() - missing.size();
    if (done > 0) {
      streams.err().printf("%d of %d cells are in %s already%n", done, cells.size(), out);
    }
    try (StepBar bar = new StepBar(streams, spec.name(), cells.size())) {
      for (Cell cell : missing) {
        bar.stepTo(done);
        lab.reportTo(what -> bar.says(cell.key() + ": " + what));
        store.add(cell.key(), cell.measurement().rows());
        done++;
      }
    }
  }

  private void write(Experiment experiment, Table table, Settings settings, String days) {
    String name = spec.name();
    Findings findings = experiment.findings(table);
    ResultFiles files = new ResultFiles(out, name);
    Report report =
        new Report(
            "Experiment " + name,
            experiment.question(),
            settings.facts(days, experiment.exceptFacts()),
            GivenCommand.of(spec),
            files.picture(),
            findings.reading(),
            table);
    files.write(report, findings.picture(), settings.all());
    streams.println(String.join("\n", findings.reading()));
    streams.println(
        "%s, with %s, %s.csv and %s.arrow".formatted(files.report(), files.picture(), name, name));
  }
}
