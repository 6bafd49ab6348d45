package io.mobile4j.app.experiment;

import io.mobile4j.app.bench.Spread;
import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.picture.Bars;
import io.mobile4j.app.experiment.picture.Bars.Series;
import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.experts.CachePolicy;
import io.mobile4j.engine.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/** Where a token's time goes when all K experts are offloaded. */
@Command(
    name = "baseline",
    description = "Where a token's time goes under K-expert offloading, without and with a cache.")
final class BaselineExperiment extends Experiment {
  private static final String PLACE = "experts_in";
  private static final String WITHOUT = "slots, no cache";
  private static final String CONTROL = "slots, no cache, again";

  BaselineExperiment(Streams streams) {
    super(streams);
  }

  @Override
  String question() {
    return "Where does a decoded token's time go when all K experts are offloaded, without and with a cache of experts?";
  }

  @Override
  List<String> domains() {
    return List.of("math");
  }

  @Override
  Set<String> exceptFacts() {
    return Set.of(Settings.CACHE);
  }

  @Override
  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(Figures.DOMAIN_COLUMN);
    columns.add(Column.text(PLACE, "experts in", "where experts are, and what stays there"));
    columns.addAll(TokenTime.COLUMNS);
    columns.add(
        Column.real(
            Figures.SPEED_UP,
            "speed-up",
            "median over the rounds of the tokens a second over those without a cache in the same round; of 'again' the A/A control"));
    columns.addAll(Figures.QUALITY);
    return columns;
  }

  private static Map<String, LadderOptions> places(Lab lab) {
    Map<String, LadderOptions> places = new LinkedHashMap<>();
    if (lab.ladder().ram().isEmpty()) {
      places.put("slots for all", lab.unhurried());
    }
    places.put(WITHOUT, lab.ladder().withCache(CachePolicy.NONE));
    places.put("slots, LRU cache", lab.ladder().withCache(CachePolicy.LRU));
    places.put("slots, LFU cache", lab.ladder().withCache(CachePolicy.LFU));
    places.put(CONTROL, lab.ladder().withCache(CachePolicy.NONE));
    return places;
  }

  @Override
  List<Cell> cells(Lab lab) {
    List<Cell> cells = new ArrayList<>();
    for (Domain domain : lab.domains()) {
      cells.add(
          new Cell(
              domain.name() + ", quality",
              () -> List.of(Trial.of(lab, domain, new Policy.Exact()).quality())));
      for (int round = 1; round <= lab.repeat(); round++) {
        String name = "%s, round %d, ".formatted(domain.name(), round);
        places(lab)
            .forEach(
                (place, ladder) ->
                    cells.add(
                        new Cell(
                            name + place,
                            () ->
                                List.of(
                                    TokenTime.measure(lab, domain, ladder)
                                        .put(Figures.DOMAIN, domain.name())
                                        .put(PLACE, place)))));
      }
    }
    return cells;
  }

  /** The medians of the rounds, with the quality, which is the same everywhere. */
  @Override
  List<Row> table(List<Cell> cells, Function<Cell, List<Row>> measured) {
    List<Row> table = new ArrayList<>();
    Map<String, Map<String, List<Row>>> rounds = new LinkedHashMap<>(); // by domain and place
    Map<String, Row> quality = new LinkedHashMap<>();
    Row last = new Row();
    for (Cell cell : cells) {
      Row row = measured.apply(cell).getFirst();
      if (row.text(PLACE).isEmpty()) {
        last = row;
      } else {
        quality.put(row.text(Figures.DOMAIN), last);
        rounds
            .computeIfAbsent(row.text(Figures.DOMAIN), _ -> new LinkedHashMap<>())
            .computeIfAbsent(row.text(PLACE), _ -> new ArrayList<>())
            .add(row);
      }
    }
    rounds.forEach(
        (domain, places) ->
            places.forEach(
                (place, rows) ->
                    table.add(
                        TokenTime.medians(rows)
                            .put(Figures.DOMAIN, domain)
                            .put(PLACE, place)
                            .put(Figures.SPEED_UP, speedUp(rows, places.get(WITHOUT)))
                            .putAll(quality.get(domain)))));
    return table;
  }

  private static double speedUp(List<Row> rows, List<Row> without) {
    return new Spread(
            IntStream.range(0, rows.size())
                .mapToObj(
                    i ->
                        rows.get(i).number(Figures.TOKENS_PER_S)
                            / without.get(i).number(Figures.TOKENS_PER_S))
                .toList())
        .median();
  }

  @Override
  Findings findings(Table table) {
    String domain = table.distinct(Figures.DOMAIN).getFirst(); // the others have their rows
    List<Row> shown =
        table.where(
            row -> row.text(Figures.DOMAIN).equals(domain) && !row.text(PLACE).equals(CONTROL));
    List<Series> series =
        TokenTime.PARTS.entrySet().stream()
            .map(
                part ->
                    new Series(
                        part.getValue(),
                        shown.stream().map(row -> row.number(part.getKey())).toList()))
            .filter(one -> one.values().stream().anyMatch(value -> value > 0))
            .toList();
    return new Findings(
        new Bars(
            "Where a decoded token's time goes (" + domain + ", exact)",
            "ms a token",
            true,
            shown.stream().map(row -> row.text(PLACE)).toList(),
            series),
        reading(table));
  }

  private static List<String> reading(Table table) {
    List<String> sentences = new ArrayList<>();
    for (Row row : table.rows()) {
      double loading = row.number(TokenTime.LOADING);
      double compute = row.number(TokenTime.EXPERTS);
      String who = "%s, %s: ".formatted(row.text(Figures.DOMAIN), row.text(PLACE));
      sentences.add(
          row.text(PLACE).equals(CONTROL)
              ? who
                  + "the A/A control came to %s; smaller differences than that say nothing."
                      .formatted(Table.number(row.number(Figures.SPEED_UP)))
              : who
                  + "%s ms a token, %s of it loading experts and %s computing them."
                      .formatted(
                          Table.number(row.number(TokenTime.TOTAL)),
                          Table.percent(loading / row.number(TokenTime.TOTAL)),
                          Table.percent(compute / row.number(TokenTime.TOTAL))));
    }
    boolean same =
        table.distinct(Figures.DOMAIN).stream()
            .allMatch(domain -> answers(table, domain).stream().distinct().count() == 1);
    sentences.add(
        same
            ? "The answers were the same tokens everywhere."
            : "The answers were NOT the same tokens everywhere, which is a fault: see tokens_digest.");
    return sentences;
  }

  private static List<String> answers(Table table, String domain) {
    return table.where(row -> row.text(Figures.DOMAIN).equals(domain)).stream()
        .map(row -> row.text(TokenTime.DIGEST))
        .toList();
  }
}
