package io.mobile4j.app.cachestudy;

import io.mobile4j.app.experiment.ResultFiles;
import io.mobile4j.app.experiment.picture.Curves;
import io.mobile4j.app.experiment.picture.Curves.Curve;
import io.mobile4j.app.experiment.picture.Curves.Mark;
import io.mobile4j.app.experiment.picture.Curves.Point;
import io.mobile4j.app.experiment.picture.Picture;
import io.mobile4j.app.experiment.result.Report;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.engine.experts.CachePolicy;
import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The study in a directory: each table as CSV and Arrow, with a picture and a report. */
record CacheStudyFiles(Path out, CacheStudyText study, String command) {
  private static final String HITS = "cache-study";
  private static final String LAYERS = "layers";
  private static final String LRU = CachePolicy.LRU.label();

  /**
   * Writes them.
   *
   * @throws InputException if the disk does not take them
   */
  void write() {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new InputException(out + ": cannot be used: " + InputException.reason(e), e);
    }
    write(
        HITS,
        "Cache study: hit ratios",
        "Of the experts that the traced passes wanted, what share would have been in a slot?",
        study.hitRatios(),
        hitRatios(),
        widest());
    write(
        LAYERS,
        "Cache study: layers",
        "How many of a layer's experts are in use at a time, and how soon are they wanted again?",
        study.layers(),
        workingSets(),
        "Reuse distances are counted over all layers, as the slots are shared by them: with more slots than that, a least-recently-used cache still holds the expert.");
  }

  private void write(
      String name, String title, String question, Table table, Picture picture, String reading) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trace", study.trace().toString());
    facts.put("traced", study.traced());
    ResultFiles files = new ResultFiles(out, name);
    files.write(
        new Report(title, question, facts, command, files.picture(), List.of(reading), table),
        picture,
        facts);
  }

  private String widest() {
    Row widest =
        Collections.max(study.hitRatios().rows(), Comparator.comparingDouble(CacheStudyFiles::gap));
    return "The optimum is farthest above lru at %s slots: %s to %s."
        .formatted(
            Table.shown(widest.values().get(CacheStudy.SLOTS)),
            Table.percent(widest.number(CacheStudy.OPTIMUM)),
            Table.percent(widest.number(LRU)));
  }

  private static double gap(Row row) {
    return row.number(CacheStudy.OPTIMUM) - row.number(LRU);
  }

  private Picture hitRatios() {
    Table table = study.hitRatios();
    List<Curve> curves = new ArrayList<>();
    table.columns().stream()
        .skip(1)
        .forEach(
            column ->
                curves.add(
                    new Curve(
                        column.name(),
                        curves.size(),
                        true,
                        table.rows().stream()
                            .map(
                                row ->
                                    new Point(
                                        row.number(CacheStudy.SLOTS),
                                        row.number(column.name()),
                                        ""))
                            .toList())));
    return new Curves(
        "Hit ratio by number of slots",
        "slots",
        "wanted experts that are in a slot",
        table.rows().size() > 1,
        Double.NaN,
        List.of(new Mark("as traced", study.accesses().slots())),
        curves);
  }

  private Picture workingSets() {
    List<Curve> curves = new ArrayList<>();
    for (Row row : study.layers().rows()) {
      List<Point> points = new ArrayList<>();
      for (int window : CacheStudy.WINDOWS) {
        double experts = row.number(CacheStudy.window(window));
        if (!Double.isNaN(experts)) {
          points.add(new Point(window, experts, ""));
        }
      }
      if (!points.isEmpty()) {
        curves.add(
            new Curve(
                "layer " + Table.shown(row.values().get(CacheStudy.LAYER)),
                curves.size(),
                true,
                points));
      }
    }
    return new Curves(
        "Working set of each layer",
        "generated tokens in a row",
        "experts they want",
        true,
        Double.NaN,
        List.of(),
        curves);
  }
}
