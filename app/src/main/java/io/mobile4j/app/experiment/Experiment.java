package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.output.Streams;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One of the experiments: what it measures, and what that says. */
abstract class Experiment implements Callable<Integer> {
  private final Streams streams;
  @Mixin private ExperimentArguments arguments;
  @Spec private CommandSpec spec;

  Experiment(Streams streams) {
    this.streams = streams;
  }

  /** What it finds out, in a sentence. */
  abstract String question();

  /** Domains, where none are asked for. */
  abstract List<String> domains();

  /** Which of a report's usual facts do not hold, as the experiment varies or ignores them. */
  Set<String> exceptFacts() {
    return Set.of();
  }

  abstract List<Column> columns();

  /**
   * What is to be measured, in the order it is.
   *
   * @throws io.mobile4j.loader.InputException if an option is out of range
   */
  abstract List<Cell> cells(Lab lab);

  /** The table's rows, of the rows that each cell gave. */
  List<Row> table(List<Cell> cells, Function<Cell, List<Row>> measured) {
    return cells.stream().flatMap(cell -> measured.apply(cell).stream()).toList();
  }

  abstract Findings findings(Table table);

  @Override
  public final Integer call() {
    Lab lab = arguments.lab(streams, domains());
    new ExperimentRun(streams, spec, arguments.out(), lab).run(this);
    return 0;
  }
}
