package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.picture.Curves;
import io.mobile4j.app.experiment.picture.Curves.Curve;
import io.mobile4j.app.experiment.picture.Curves.Mark;
import io.mobile4j.app.experiment.picture.Curves.Point;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where MoBiLE stops paying.
 *
 * @param beside memory speed of the GPU that real links are marked for
 */
record LinkFindings(Table table, double beside) {
  private static final double GIGA = 1e9;

  /** Real links, bytes a second: 16 lanes of PCIe, and disks. */
  private static final List<Mark> LINKS =
      List.of(
          new Mark("SATA SSD", 0.55e9),
          new Mark("NVMe, PCIe 3 x4", 3.5e9),
          new Mark("NVMe, PCIe 4 x4", 7e9),
          new Mark("PCIe 3", 16e9),
          new Mark("PCIe 4", 32e9),
          new Mark("PCIe 5", 64e9));

  Findings findings() {
    List<Curve> curves = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    for (String domain : table.distinct(Figures.DOMAIN)) {
      List<Row> rows = table.where(row -> row.text(Figures.DOMAIN).equals(domain));
      Row resident = rows.stream().filter(row -> !moves(row)).findFirst().orElseThrow();
      sentences.add(introduction(domain, resident));
      for (double slots :
          rows.stream().filter(LinkFindings::moves).mapToDouble(this::slots).distinct().toArray()) {
        List<Row> grid =
            rows.stream()
                .filter(row -> moves(row) && slots(row) == slots)
                .sorted(Comparator.comparingDouble(LinkFindings::link))
                .toList();
        String name = "%s, %.0f slots".formatted(domain, slots);
        curves.add(
            new Curve(name, curves.size(), true, grid.stream().map(LinkFindings::point).toList()));
        sentences.add(name + ": " + breakEven(grid, resident));
      }
    }
    sentences.add(new Reading(table, _ -> "").control());
    return new Findings(picture(curves), sentences);
  }

  private String introduction(String domain, Row resident) {
    double compute = resident.number(LinkExperiment.COMPUTE);
    return "%s: with all experts in slots exact takes in %s GB of weights a second here, and mobile is %s times as fast; a link of 1 GB/s here is like one of %s GB/s beside a GPU that reads its memory at %s GB/s. Mobile has %s of its steps falling back and a KL of %s nats from exact."
        .formatted(
            domain,
            Table.number(compute / GIGA),
            Table.number(resident.number(Figures.SPEED_UP)),
            Table.number(beside / compute),
            Table.number(beside / GIGA),
            Table.percent(resident.number(Figures.FALLBACK)),
            Table.number(resident.number(Figures.KL)));
  }

  private String breakEven(List<Row> grid, Row resident) {
    for (int i = 1; i < grid.size(); i++) {
      if (speedUp(grid.get(i - 1)) > 1 && speedUp(grid.get(i)) <= 1) {
        double at = crossing(grid.get(i - 1), grid.get(i));
        return "pays up to a link of %s GB/s (like %s GB/s), where it breaks even."
            .formatted(
                Table.number(at / GIGA),
                Table.number(at * beside / resident.number(LinkExperiment.COMPUTE) / GIGA));
      }
    }
    Row last = grid.getLast();
    Row least = grid.stream().min(Comparator.comparingDouble(LinkFindings::speedUp)).orElseThrow();
    return speedUp(last) > 1
        ? "pays at every speed measured; least at %s GB/s, by %s times."
            .formatted(Table.number(link(least) / GIGA), Table.number(speedUp(least)))
        : "pays at no speed measured; the most is %s times."
            .formatted(
                Table.number(grid.stream().mapToDouble(LinkFindings::speedUp).max().orElseThrow()));
  }

  /** Between two points the speed-up is taken to fall evenly with the logarithm of the speed. */
  private static double crossing(Row slow, Row fast) {
    double part = (speedUp(slow) - 1) / (speedUp(slow) - speedUp(fast));
    return link(slow) * Math.pow(link(fast) / link(slow), part);
  }

  private Curves picture(List<Curve> curves) {
    double compute = table.rows().getFirst().number(LinkExperiment.COMPUTE);
    double least =
        curves.stream().flatMap(c -> c.points().stream()).mapToDouble(Point::x).min().orElseThrow();
    double most =
        curves.stream().flatMap(c -> c.points().stream()).mapToDouble(Point::x).max().orElseThrow();
    List<Mark> marks =
        LINKS.stream()
            .map(mark -> new Mark(mark.name(), mark.x() * compute / beside / GIGA))
            .filter(mark -> mark.x() >= least && mark.x() <= most)
            .toList();
    return new Curves(
        "Where MoBiLE pays (real links marked as beside a GPU of %s GB/s)"
            .formatted(Table.number(beside / GIGA)),
        "simulated link, GB/s",
        "speed-up over exact on the same slots and link",
        true,
        1,
        marks,
        curves);
  }

  private static Point point(Row row) {
    return new Point(link(row) / GIGA, speedUp(row), "");
  }

  private double slots(Row row) {
    return row.number(LinkExperiment.SLOTS);
  }

  private static boolean moves(Row row) {
    return !Double.isNaN(link(row));
  }

  private static double link(Row row) {
    return row.number(LinkExperiment.LINK);
  }

  private static double speedUp(Row row) {
    return row.number(Figures.SPEED_UP);
  }
}
