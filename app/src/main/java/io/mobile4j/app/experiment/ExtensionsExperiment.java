package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.picture.Bars;
import io.mobile4j.app.experiment.picture.Bars.Series;
import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What each extension beyond the paper adds or costs. */
@Command(
    name = "extensions",
    description = "Speed and quality of each extension beyond the paper, alone and together.")
final class ExtensionsExperiment extends Experiment {
  private static final String SWITCH = "extension";
  private static final String NONE = "none";

  @Option(
      names = "--gamma",
      paramLabel = "C",
      defaultValue = "0.7",
      description = "A token of less confidence falls back. Default: ${DEFAULT-VALUE}.")
  private double gamma;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      defaultValue = "0.3",
      description =
          "The little pass takes experts above T times the best one's probability. Default: ${DEFAULT-VALUE}.")
  private double threshold;

  ExtensionsExperiment(Streams streams) {
    super(streams);
  }

  @Override
  String question() {
    return "What does each extension of MoBiLE add or cost, alone and together, beside exact on the same slots and link?";
  }

  @Override
  List<String> domains() {
    return List.of("math", "code");
  }

  @Override
  List<Column> columns() {
    List<Column> columns = new ArrayList<>(List.of(Figures.DOMAIN_COLUMN, Figures.POLICY_COLUMN));
    columns.add(Column.text(SWITCH, SWITCH, "what goes beyond the paper"));
    columns.addAll(Figures.SPEED);
    columns.addAll(Figures.QUALITY);
    return columns;
  }

  private Map<String, Extensions> switches() {
    Map<String, Extensions> switches = new LinkedHashMap<>();
    switches.put(NONE, Extensions.NONE);
    switches.put("route-ahead", new Extensions(false, 0, true, false, false));
    switches.put("complete", new Extensions(true, 0, false, false, false));
    switches.put("threshold " + threshold, new Extensions(false, threshold, false, false, false));
    switches.put("warm-start", new Extensions(false, 0, false, true, false));
    switches.put("cpu-misses", new Extensions(false, 0, false, false, true));
    switches.put("together", new Extensions(true, threshold, true, true, true));
    return switches;
  }

  @Override
  List<Cell> cells(Lab lab) {
    List<Cell> cells = new ArrayList<>();
    Policy policy = Figures.mobile(gamma, 0);
    for (Domain domain : lab.domains()) {
      cells.add(Figures.exactCell(lab, domain));
      switches()
          .forEach(
              (name, extensions) ->
                  cells.add(
                      new Cell(
                          domain.name() + ", " + name,
                          () ->
                              List.of(
                                  new Trial(lab, domain, lab.ladder(), policy, extensions)
                                      .row()
                                      .put(SWITCH, name)))));
    }
    return cells;
  }

  @Override
  Findings findings(Table table) {
    Reading reading =
        new Reading(
            table,
            row ->
                row.text(SWITCH).equals(NONE) ? "mobile alone" : "mobile with " + row.text(SWITCH));
    List<String> names = table.distinct(SWITCH).stream().filter(n -> !n.isEmpty()).toList();
    List<Series> series =
        table.distinct(Figures.DOMAIN).stream()
            .flatMap(
                domain ->
                    Stream.of(
                        new Series(
                            domain + ": speed-up",
                            reading.others(domain).stream()
                                .map(row -> row.number(Figures.SPEED_UP))
                                .toList()),
                        new Series(
                            domain + ": quality kept",
                            reading.others(domain).stream()
                                .map(row -> Reading.kept(reading.exact(domain), row))
                                .toList())))
            .toList();
    return new Findings(
        new Bars(
            "Extensions of MoBiLE (quality: of exact's accuracy, else inverse perplexity)",
            "exact = 1",
            false,
            names,
            series),
        reading.bestAndControl());
  }
}
