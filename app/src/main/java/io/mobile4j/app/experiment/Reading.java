package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sentences that several experiments draw from their tables, which have a row of exact a domain.
 */
final class Reading {
  /** Accuracy that may be lost where the quality is called the same. */
  private static final double ACCURACY_LOSS = 0.001;

  /** The same for perplexity, where there are no answers: a factor. */
  private static final double PERPLEXITY_LOSS = 1.01;

  private static final double ROUNDING = 1e-9;

  private final Table table;
  private final Function<Row, String> label;

  /**
   * @param label names a row's setting
   */
  Reading(Table table, Function<Row, String> label) {
    this.table = table;
    this.label = label;
  }

  /** The row of the exact policy. */
  Row exact(String domain) {
    return rows(domain).stream().filter(Reading::isExact).findFirst().orElseThrow();
  }

  /** The other rows. */
  List<Row> others(String domain) {
    return rows(domain).stream().filter(row -> !isExact(row)).toList();
  }

  private List<Row> rows(String domain) {
    return table.where(row -> row.text(Figures.DOMAIN).equals(domain));
  }

  static boolean isExact(Row row) {
    return row.text(Figures.POLICY).equals("exact");
  }

  /** For each domain the fastest setting of the same quality. */
  List<String> best() {
    return table.distinct(Figures.DOMAIN).stream().map(this::best).toList();
  }

  private String best(String domain) {
    Row exact = exact(domain);
    Comparator<Row> bySpeed = Comparator.comparingDouble(row -> row.number(Figures.SPEED_UP));
    Optional<Row> same =
        others(domain).stream().filter(row -> sameQuality(exact, row)).max(bySpeed);
    String quality =
        hasAnswers(exact) ? "0.1 points of exact's accuracy" : "1% of exact's perplexity";
    if (same.isPresent()) {
      return "%s: the fastest setting within %s (%s) is %s."
          .formatted(domain, quality, quality(exact), described(same.get()));
    }
    Comparator<Row> byQuality = Comparator.comparingDouble(row -> kept(exact, row));
    Row nearest = others(domain).stream().max(byQuality.thenComparing(bySpeed)).orElseThrow();
    return "%s: no setting stays within %s (%s); the nearest is %s."
        .formatted(domain, quality, quality(exact), described(nearest));
  }

  private String described(Row row) {
    return "%s, %s times as fast as exact, with %s and %s of the steps falling back"
        .formatted(
            label.apply(row),
            Table.number(row.number(Figures.SPEED_UP)),
            quality(row),
            Table.percent(row.number(Figures.FALLBACK)));
  }

  private static String quality(Row row) {
    return hasAnswers(row)
        ? "accuracy " + Table.percent(row.number(Figures.ACCURACY))
        : "perplexity " + Table.number(row.number(Figures.PERPLEXITY));
  }

  private static boolean hasAnswers(Row row) {
    return !Double.isNaN(row.number(Figures.ACCURACY));
  }

  private static boolean sameQuality(Row exact, Row row) {
    return hasAnswers(exact)
        ? row.number(Figures.ACCURACY) >= exact.number(Figures.ACCURACY) - ACCURACY_LOSS - ROUNDING
        : row.number(Figures.PERPLEXITY) <= exact.number(Figures.PERPLEXITY) * PERPLEXITY_LOSS;
  }

  /** Share of exact's quality that a row keeps: of its accuracy, else of its inverse perplexity. */
  static double kept(Row exact, Row row) {
    return hasAnswers(exact)
        ? row.number(Figures.ACCURACY) / exact.number(Figures.ACCURACY)
        : exact.number(Figures.PERPLEXITY) / row.number(Figures.PERPLEXITY);
  }

  /** What the control says of all ratios. */
  String control() {
    DoubleSummaryStatistics control =
        table.rows().stream()
            .mapToDouble(row -> row.number(Figures.CONTROL))
            .filter(Double::isFinite)
            .summaryStatistics();
    return "Exact against itself came to %s to %s: smaller differences than that say nothing."
        .formatted(Table.number(control.getMin()), Table.number(control.getMax()));
  }

  /** The best of each domain, then the control. */
  List<String> bestAndControl() {
    List<String> sentences = new ArrayList<>(best());
    sentences.add(control());
    return sentences;
  }
}
