package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.picture.Curves;
import io.mobile4j.app.experiment.picture.Curves.Curve;
import io.mobile4j.app.experiment.picture.Curves.Point;
import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.policy.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the confidence threshold trades. */
@Command(
    name = "gamma",
    description = "Fallback ratio, quality and speed-up of MoBiLE for several gammas.")
final class GammaExperiment extends Experiment {
  private static final String GAMMA = "gamma";

  @Option(
      names = "--gammas",
      paramLabel = "C,C,...",
      split = ",",
      defaultValue = "0.5,0.6,0.7,0.8,0.9",
      description = "Confidence thresholds. Default: ${DEFAULT-VALUE}.")
  private List<Double> gammas;

  GammaExperiment(Streams streams) {
    super(streams);
  }

  @Override
  String question() {
    return "How often does a token fall back at each gamma, and what do speed and quality come to?";
  }

  @Override
  List<String> domains() {
    return List.of("math", "code", "prose");
  }

  @Override
  List<Column> columns() {
    List<Column> columns = new ArrayList<>(List.of(Figures.DOMAIN_COLUMN, Figures.POLICY_COLUMN));
    columns.add(Column.real(GAMMA, GAMMA, "a token of less confidence is computed again"));
    columns.addAll(Figures.SPEED);
    columns.addAll(Figures.QUALITY);
    return columns;
  }

  @Override
  List<Cell> cells(Lab lab) {
    List<Cell> cells = new ArrayList<>();
    for (Domain domain : lab.domains()) {
      cells.add(Figures.exactCell(lab, domain));
      for (double gamma : gammas) {
        Policy policy = Figures.mobile(gamma, 0);
        cells.add(
            new Cell(
                "%s, gamma %s".formatted(domain.name(), gamma),
                () -> List.of(Trial.of(lab, domain, policy).row().put(GAMMA, gamma))));
      }
    }
    return cells;
  }

  @Override
  Findings findings(Table table) {
    Reading reading = new Reading(table, row -> "gamma " + Table.number(row.number(GAMMA)));
    List<Curve> curves = new ArrayList<>();
    List<String> domains = table.distinct(Figures.DOMAIN);
    for (int colour = 0; colour < domains.size(); colour++) {
      String domain = domains.get(colour);
      List<Row> settings =
          Stream.concat(Stream.of(reading.exact(domain)), reading.others(domain).stream()).toList();
      List<Row> front = front(settings);
      curves.add(
          new Curve(domain, colour, true, front.stream().map(GammaExperiment::point).toList()));
      List<Row> beaten = settings.stream().filter(row -> !front.contains(row)).toList();
      if (!beaten.isEmpty()) {
        String name = domain + ", beaten by another gamma";
        curves.add(
            new Curve(name, colour, false, beaten.stream().map(GammaExperiment::point).toList()));
      }
    }
    Curves picture =
        new Curves(
            "What gamma trades (lines: Pareto fronts; loose points: another gamma is better in both)",
            "speed-up over exact",
            "KL divergence from exact, thousandths of a nat",
            false,
            Double.NaN,
            List.of(),
            curves);
    return new Findings(picture, reading.bestAndControl());
  }

  private static Point point(Row row) {
    String label = Reading.isExact(row) ? "exact" : Table.number(row.number(GAMMA));
    return new Point(row.number(Figures.SPEED_UP), 1000 * row.number(Figures.KL), label);
  }

  /** The settings that no other beats in both speed and quality, slowest first. */
  private static List<Row> front(List<Row> settings) {
    return settings.stream()
        .filter(row -> settings.stream().noneMatch(other -> beats(other, row)))
        .sorted(Comparator.comparingDouble(row -> row.number(Figures.SPEED_UP)))
        .toList();
  }

  private static boolean beats(Row other, Row row) {
    double speed = other.number(Figures.SPEED_UP) - row.number(Figures.SPEED_UP);
    double loss = other.number(Figures.KL) - row.number(Figures.KL);
    return speed >= 0 && loss <= 0 && (speed > 0 || loss < 0);
  }
}
