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
import io.mobile4j.loader.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How few experts the little pass may have. */
@Command(
    name = "experts",
    description = "Prefetch precision, quality and speed-up for fewer experts in the little pass.")
final class ExpertsExperiment extends Experiment {
  private static final String K = "little_experts";
  private static final String ALL = "precision_all_tokens";
  private static final String LITTLE = "little_";
  private static final double ALWAYS = 2; // a gamma above every confidence

  @Option(
      names = "--little-experts",
      paramLabel = "N,N,...",
      split = ",",
      description = "Experts of the little pass. Default: K/2, K/3, K/4, K/8, rounded.")
  private List<Integer> little = List.of();

  @Option(
      names = "--gamma",
      paramLabel = "C",
      defaultValue = "0.7",
      description = "A token of less confidence falls back. Default: ${DEFAULT-VALUE}.")
  private double gamma;

  ExpertsExperiment(Streams streams) {
    super(streams);
  }

  @Override
  String question() {
    return "With fewer experts in the little pass, how well does it predict the big pass's, and what is left of the quality?";
  }

  @Override
  List<String> domains() {
    return List.of("math", "code");
  }

  @Override
  List<Column> columns() {
    List<Column> columns = new ArrayList<>(List.of(Figures.DOMAIN_COLUMN, Figures.POLICY_COLUMN));
    columns.add(Column.integer(K, "k", "experts of the little pass"));
    columns.addAll(Figures.SPEED);
    columns.addAll(Figures.QUALITY);
    columns.add(
        Column.real(
            ALL,
            "precision at K",
            "share of the K experts predicted that the big pass used, if every token fell back"));
    columns.add(
        Column.real(LITTLE + Figures.ACCURACY, "accuracy of little", "the little pass alone"));
    columns.add(
        Column.real(LITTLE + Figures.PERPLEXITY, "perplexity of little", "the little pass alone"));
    columns.add(Column.real(LITTLE + Figures.KL, "", "the little pass alone, in nats"));
    return columns;
  }

  private List<Integer> counts(int topK) {
    List<Integer> asked =
        little.isEmpty()
            ? Stream.of(2, 3, 4, 8)
                .map(part -> Math.max(1, Math.round(topK / (float) part)))
                .distinct()
                .toList()
            : little;
    for (int k : asked) {
      if (k < 1 || k > topK) {
        throw new InputException("--little-experts %d is out of range: 1 to %d".formatted(k, topK));
      }
    }
    return asked;
  }

  @Override
  List<Cell> cells(Lab lab) {
    List<Cell> cells = new ArrayList<>();
    for (Domain domain : lab.domains()) {
      cells.add(Figures.exactCell(lab, domain));
      for (int k : counts(lab.topK())) {
        Policy policy = Figures.mobile(gamma, k);
        cells.add(
            new Cell("%s, k = %d".formatted(domain.name(), k), () -> rows(lab, domain, policy, k)));
      }
    }
    return cells;
  }

  private static List<Row> rows(Lab lab, Domain domain, Policy policy, int k) {
    Row alone = Trial.of(lab, domain, new Policy.Little(k)).quality();
    Row row =
        Trial.of(lab, domain, policy)
            .row()
            .put(K, k)
            .put(ALL, FallbackTally.of(lab, domain, new Policy.Mobile(ALWAYS, k)).precision());
    for (String column : List.of(Figures.ACCURACY, Figures.PERPLEXITY, Figures.KL)) {
      row.put(LITTLE + column, alone.number(column));
    }
    return List.of(row);
  }

  @Override
  Findings findings(Table table) {
    Reading reading = new Reading(table, row -> "k = %.0f".formatted(row.number(K)));
    List<Curve> curves = new ArrayList<>();
    List<String> sentences = new ArrayList<>(reading.best());
    for (String domain : table.distinct(Figures.DOMAIN)) {
      List<Row> rows = reading.others(domain);
      Row exact = reading.exact(domain);
      curves.add(
          curve(domain + ": prefetch precision at K", curves.size(), rows, row -> row.number(ALL)));
      curves.add(
          curve(
              domain + ": quality kept by mobile",
              curves.size(),
              rows,
              row -> Reading.kept(exact, row)));
      sentences.add(
          "%s: precision at K is %s."
              .formatted(
                  domain,
                  String.join(
                      ", ",
                      rows.stream()
                          .map(
                              row ->
                                  "%s for k = %.0f"
                                      .formatted(Table.percent(row.number(ALL)), row.number(K)))
                          .toList())));
    }
    sentences.add(reading.control());
    return new Findings(
        new Curves(
            "Fewer experts in the little pass (quality: of exact's accuracy, else inverse perplexity)",
            "k, experts of the little pass",
            "share",
            false,
            Double.NaN,
            List.of(),
            curves),
        sentences);
  }

  private static Curve curve(String name, int colour, List<Row> rows, ToDoubleFunction<Row> y) {
    return new Curve(
        name,
        colour,
        true,
        rows.stream().map(row -> new Point(row.number(K), y.applyAsDouble(row), "")).toList());
  }
}
