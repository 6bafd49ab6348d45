package io.mobile4j.app.cachestudy;

import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.engine.experts.CachePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Works the tables out. */
final class CacheStudy {
  static final String SLOTS = "slots";
  static final String OPTIMUM = "optimum";
  static final String LAYER = "layer";
  static final int[] WINDOWS = {1, 8, 32, 128};
  private static final String NEVER = "first_uses";
  private static final String[] QUANTILES = {"reuse_p25", "reuse_median", "reuse_p90"};
  private static final double[] SHARES = {0.25, 0.5, 0.9};

  private CacheStudy() {}

  /** Hit ratio by slots: each policy of the engine, and the optimum. */
  static Table hitRatios(Accesses accesses, List<Integer> slots) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.integer(SLOTS, SLOTS, "experts held at once, of all layers"));
    for (CachePolicy policy : CachePolicy.values()) {
      columns.add(
          Column.real(
              policy.label(),
              policy.label(),
              "hit ratio of --cache " + policy.label() + ", replayed"));
    }
    columns.add(
        Column.real(OPTIMUM, OPTIMUM, "hit ratio of Belady's optimum, which knows the future"));
    double wanted = accesses.wanted();
    int all = accesses.layers() * accesses.experts();
    List<Row> rows = new ArrayList<>();
    for (int count : slots) {
      Row row = new Row().put(SLOTS, count);
      for (CachePolicy policy : CachePolicy.values()) {
        row.put(policy.label(), Replay.hitRatio(accesses, count, policy));
      }
      long hits = Optimum.hits(accesses.requests(count), all, count);
      rows.add(row.put(OPTIMUM, hits / wanted));
    }
    return new Table(columns, rows);
  }

  /** Working set and reuse distance of each layer. */
  static Table layers(Accesses accesses) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.integer(LAYER, LAYER, "counted among the layers with experts, from 0"));
    for (int window : WINDOWS) {
      columns.add(
          Column.real(
              window(window),
              "working set of " + window,
              "experts that %d generated tokens in a row want, mean".formatted(window)));
    }
    columns.add(Column.integer("working_set_all", "of all", "experts wanted at all"));
    for (int q = 0; q < QUANTILES.length; q++) {
      columns.add(
          Column.integer(
              QUANTILES[q],
              "reuse distance, %.0f%%".formatted(100 * SHARES[q]),
              "other experts, of all layers, wanted between two uses of one: %.0f%% of the uses after the first are no farther apart"
                  .formatted(100 * SHARES[q])));
    }
    columns.add(Column.real(NEVER, "first uses", "share of the uses that are an expert's first"));
    int[] keys = accesses.keys();
    int[] distance = ReuseDistance.of(keys, accesses.layers() * accesses.experts());
    List<Row> rows = new ArrayList<>();
    for (int layer = 0; layer < accesses.layers(); layer++) {
      rows.add(row(accesses, layer, keys, distance));
    }
    return new Table(columns, rows);
  }

  static String window(int tokens) {
    return "working_set_" + tokens;
  }

  private static Row row(Accesses accesses, int layer, int[] keys, int[] distance) {
    Row row = new Row().put(LAYER, layer);
    for (int window : WINDOWS) {
      row.put(window(window), WorkingSet.mean(accesses.list(), layer, window));
    }
    row.put("working_set_all", WorkingSet.all(accesses.list(), layer));
    int[] uses =
        IntStream.range(0, keys.length)
            .filter(i -> keys[i] / accesses.experts() == layer)
            .map(i -> distance[i])
            .toArray();
    int[] again = IntStream.of(uses).filter(d -> d != ReuseDistance.NONE).sorted().toArray();
    for (int q = 0; q < QUANTILES.length && again.length > 0; q++) {
      row.put(QUANTILES[q], again[(int) Math.ceil(SHARES[q] * again.length) - 1]);
    }
    return row.put(NEVER, (uses.length - again.length) / (double) uses.length);
  }
}
