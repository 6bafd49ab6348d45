package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.picture.Bars;
import io.mobile4j.app.experiment.picture.Bars.Series;
import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** On which kinds of text MoBiLE pays. */
@Command(
    name = "domains",
    description = "Fallback ratio, quality and speed-up on different kinds of text.")
final class DomainsExperiment extends Experiment {
  @Option(
      names = "--gamma",
      paramLabel = "C",
      defaultValue = "0.7",
      description = "A token of less confidence falls back. Default: ${DEFAULT-VALUE}.")
  private double gamma;

  DomainsExperiment(Streams streams) {
    super(streams);
  }

  @Override
  String question() {
    return "On which kinds of text does the little pass suffice, and what do speed and quality come to?";
  }

  @Override
  List<String> domains() {
    return List.of("math", "code", "prose");
  }

  @Override
  List<Column> columns() {
    List<Column> columns = new ArrayList<>(List.of(Figures.DOMAIN_COLUMN, Figures.POLICY_COLUMN));
    columns.addAll(Figures.SPEED);
    columns.addAll(Figures.QUALITY);
    return columns;
  }

  @Override
  List<Cell> cells(Lab lab) {
    List<Cell> cells = new ArrayList<>();
    for (Domain domain : lab.domains()) {
      cells.add(Figures.exactCell(lab, domain));
      for (Policy policy : List.of(new Policy.Little(0), Figures.mobile(gamma, 0))) {
        cells.add(
            new Cell(
                domain.name() + ", " + policy.label(),
                () -> List.of(Trial.of(lab, domain, policy).row())));
      }
    }
    return cells;
  }

  @Override
  Findings findings(Table table) {
    Reading reading = new Reading(table, row -> row.text(Figures.POLICY));
    List<String> domains = table.distinct(Figures.DOMAIN);
    List<Series> series = new ArrayList<>();
    for (String policy : List.of("little", "mobile")) {
      series.add(
          series(
              "speed-up of " + policy,
              reading,
              domains,
              policy,
              (exact, row) -> row.number(Figures.SPEED_UP)));
      series.add(series("quality kept by " + policy, reading, domains, policy, Reading::kept));
    }
    series.add(
        series(
            "fallback ratio of mobile",
            reading,
            domains,
            "mobile",
            (exact, row) -> row.number(Figures.FALLBACK)));
    return new Findings(
        new Bars(
            "Speed and quality by domain (quality: of exact's accuracy, else inverse perplexity)",
            "exact = 1",
            false,
            domains,
            series),
        reading.bestAndControl());
  }

  private static Series series(
      String name,
      Reading reading,
      List<String> domains,
      String policy,
      BiFunction<Row, Row, Double> value) {
    return new Series(
        name,
        domains.stream()
            .map(
                domain ->
                    reading.others(domain).stream()
                        .filter(row -> row.text(Figures.POLICY).equals(policy))
                        .findFirst()
                        .map(row -> value.apply(reading.exact(domain), row))
                        .orElse(Double.NaN))
            .toList());
  }
}
