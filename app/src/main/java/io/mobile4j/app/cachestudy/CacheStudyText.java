package io.mobile4j.app.cachestudy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.output.JsonText;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The study for the terminal and as JSON. */
record CacheStudyText(Path trace, Accesses accesses, Table hitRatios, Table layers) {

  /** What was traced, in a line. */
  String traced() {
    if (!accesses.moved()) {
      return "%d layers with %d experts, %d a token; every expert was resident"
          .formatted(accesses.layers(), accesses.experts(), accesses.topK());
    }
    return "%d layers with %d experts, %d a token; %d slots, %s: %s of %d wanted experts were in a slot"
        .formatted(
            accesses.layers(),
            accesses.experts(),
            accesses.topK(),
            accesses.slots(),
            accesses.policy().label(),
            Table.percent(accesses.recordedHitRatio()),
            accesses.wanted());
  }

  /** What the slots did beside what their replay says. */
  String check() {
    if (!accesses.moved()) {
      return "nothing was recorded to compare the replay with";
    }
    double replayed = replayed();
    return replayed == accesses.recordedHitRatio()
        ? "the replay with the trace's own slots and policy has the hits that were recorded"
        : "the replay with the trace's own slots and policy has %s, and %s were recorded: it leaves out prefetches, experts computed elsewhere, and passes that were not traced, and a prompt's loads overlap"
            .formatted(Table.percent(replayed), Table.percent(accesses.recordedHitRatio()));
  }

  /** NaN where every expert was resident. */
  private double replayed() {
    return accesses.moved()
        ? Replay.hitRatio(accesses, accesses.slots(), accesses.policy())
        : Double.NaN;
  }

  String plain() {
    return String.join(
        "\n",
        trace + ": " + traced(),
        "",
        "hit ratio, without prefetches",
        aligned(hitRatios),
        check(),
        "",
        "experts of a layer that tokens in a row want; other experts wanted between two uses of one",
        aligned(layers));
  }

  private static String aligned(Table table) {
    List<List<String>> lines =
        IntStream.rangeClosed(0, table.rows().size())
            .mapToObj(i -> i == 0 ? headings(table) : cells(table, table.rows().get(i - 1)))
            .toList();
    int[] widths =
        IntStream.range(0, table.columns().size())
            .map(c -> lines.stream().mapToInt(line -> line.get(c).length()).max().orElse(0))
            .toArray();
    return lines.stream()
        .map(
            line ->
                IntStream.range(0, widths.length)
                    .mapToObj(c -> ("%" + widths[c] + "s").formatted(line.get(c)))
                    .collect(Collectors.joining("  ")))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> headings(Table table) {
    return table.columns().stream().map(Column::heading).toList();
  }

  private static List<String> cells(Table table, Row row) {
    Function<Column, String> cell =
        column -> {
          Object value = row.values().get(column.name());
          return value == null ? "-" : Table.shown(value);
        };
    return table.columns().stream().map(cell).toList();
  }

  String json() {
    ObjectNode object = JsonText.object();
    object
        .put("trace", trace.toString())
        .put("expert_layers", accesses.layers())
        .put("experts", accesses.experts())
        .put("experts_per_token", accesses.topK())
        .put("wanted", accesses.wanted());
    object
        .putObject("recorded")
        .put("slots", accesses.slots())
        .put("cache", accesses.policy().label())
        .put("hit_ratio", accesses.moved() ? JsonText.exact(accesses.recordedHitRatio()) : null)
        .put("replayed_hit_ratio", JsonText.exact(replayed()));
    put(object.putArray("hit_ratios"), hitRatios);
    put(object.putArray("layers"), layers);
    return JsonText.of(object);
  }

  private static void put(ArrayNode array, Table table) {
    for (Row row : table.rows()) {
      ObjectNode object = array.addObject();
      for (Column column : table.columns()) {
        switch (row.values().get(column.name())) {
          case Long integer -> object.put(column.name(), integer);
          case Double real -> object.put(column.name(), real);
          case null, default -> object.putNull(column.name());
        }
      }
    }
  }
}
