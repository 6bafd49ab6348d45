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
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How well an evicted token's router states predict what the big pass needs. */
@Command(
    name = "prefetch",
    description = "Precision at K of the prefetch, per layer, over all tokens that fall back.")
final class PrefetchExperiment extends Experiment {
  private static final String LAYER = "layer";
  private static final String ALL = "precision_all_tokens";
  private static final String FALLBACKS = "fallbacks";
  private static final double PAPER = 0.8; // arXiv 2510.12357, abstract
  private static final double ALWAYS = 2; // a gamma above every confidence

  @Option(
      names = "--gamma",
      paramLabel = "C",
      defaultValue = "0.7",
      description = "A token of less confidence falls back. Default: ${DEFAULT-VALUE}.")
  private double gamma;

  PrefetchExperiment(Streams streams) {
    super(streams);
  }

  @Override
  String question() {
    return "Of the K experts of each layer that an evicted token's router states ask for, what share does its big pass use?";
  }

  @Override
  List<String> domains() {
    return List.of("math", "code", "prose");
  }

  @Override
  Set<String> exceptFacts() {
    return Set.of(Settings.SLOTS, Settings.LINK, Settings.CACHE, Settings.ROUNDS);
  }

  @Override
  List<Column> columns() {
    return List.of(
        Figures.DOMAIN_COLUMN,
        Column.integer(LAYER, LAYER, "counted among the layers with experts, from 0"),
        Column.real(
            Figures.PRECISION,
            "precision at K",
            "mean of |predicted and used| / K over the tokens that fell back at gamma"),
        Column.integer(FALLBACKS, FALLBACKS, "tokens that fell back: what the mean is over"),
        Column.real(Figures.FALLBACK, "fallback", "their share of all tokens decoded"),
        Column.real(ALL, "precision, all tokens", "the same if every token fell back"));
  }

  @Override
  List<Cell> cells(Lab lab) {
    Policy asked = Figures.mobile(gamma, 0);
    Policy.Mobile always = new Policy.Mobile(ALWAYS, 0);
    return lab.domains().stream()
        .map(
            domain ->
                new Cell(
                    domain.name(),
                    () ->
                        rows(
                            lab,
                            domain,
                            FallbackTally.of(lab, domain, asked),
                            FallbackTally.of(lab, domain, always))))
        .toList();
  }

  private static List<Row> rows(
      Lab lab, Domain domain, FallbackTally tally, FallbackTally everyToken) {
    List<Row> rows = new ArrayList<>();
    for (int layer = 0; layer < lab.plan().expertLayers(); layer++) {
      rows.add(
          new Row()
              .put(Figures.DOMAIN, domain.name())
              .put(LAYER, layer)
              .put(Figures.PRECISION, tally.precision(layer))
              .put(FALLBACKS, tally.fallbacks())
              .put(Figures.FALLBACK, tally.fallbacks() / (double) tally.steps())
              .put(ALL, everyToken.precision(layer)));
    }
    return rows;
  }

  @Override
  Findings findings(Table table) {
    List<Curve> curves = new ArrayList<>();
    List<String> reading = new ArrayList<>();
    for (String domain : table.distinct(Figures.DOMAIN)) {
      List<Row> layers = table.where(row -> row.text(Figures.DOMAIN).equals(domain));
      boolean fell = layers.getFirst().number(FALLBACKS) > 0;
      if (fell) {
        curves.add(
            curve(domain + ", tokens that fell back", curves.size(), layers, Figures.PRECISION));
      }
      curves.add(curve(domain + ", all tokens", curves.size(), layers, ALL));
      reading.add(reading(domain, layers, fell));
    }
    return new Findings(
        new Curves(
            "Prefetch precision at K (dashed: the paper's 80%)",
            "layer", "predicted and used / K", false, PAPER, List.of(), curves),
        reading);
  }

  private static Curve curve(String name, int colour, List<Row> layers, String column) {
    return new Curve(
        name,
        colour,
        true,
        layers.stream().map(row -> new Point(row.number(LAYER), row.number(column), "")).toList());
  }

  private static String reading(String domain, List<Row> layers, boolean fell) {
    String column = fell ? Figures.PRECISION : ALL;
    double mean = layers.stream().mapToDouble(row -> row.number(column)).average().orElseThrow();
    Row worst =
        layers.stream().min(Comparator.comparingDouble(r -> r.number(column))).orElseThrow();
    String tokens =
        fell
            ? "over %.0f tokens that fell back (%s of all)"
                .formatted(worst.number(FALLBACKS), Table.percent(worst.number(Figures.FALLBACK)))
            : "over all tokens, as none fell back";
    return "%s: precision at K is %s %s; the lowest is %s in layer %.0f."
        .formatted(
            domain,
            Table.percent(mean),
            tokens,
            Table.percent(worst.number(column)),
            worst.number(LAYER));
  }
}
