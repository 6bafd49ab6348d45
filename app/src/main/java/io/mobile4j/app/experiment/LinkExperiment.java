package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.option.LinkSpeed;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From which speed of the link on MoBiLE stops paying. */
@Command(
    name = "link",
    description = "Speed-up for slots and simulated links: where MoBiLE stops paying.")
final class LinkExperiment extends Experiment {
  static final String SLOTS = "slots";
  static final String LINK = "link_bytes_per_s";
  static final String COMPUTE = "compute_bytes_per_s";
  static final String LIKE = "like_link_bytes_per_s";

  private static final double GIGA = 1e9;

  @Option(
      names = "--slots",
      paramLabel = "N,N,...",
      split = ",",
      description = "Numbers of slots. Default: an eighth, a quarter and half of the experts.")
  private List<Integer> slots = List.of();

  @Option(
      names = "--links",
      paramLabel = "SPEED,...",
      split = ",",
      converter = LinkSpeed.class,
      defaultValue = "0.25GB/s,0.5GB/s,1GB/s,2GB/s,4GB/s,16GB/s",
      description = "Simulated speeds of the link. Default: ${DEFAULT-VALUE}.")
  private List<Double> links;

  @Option(
      names = "--beside",
      paramLabel = "SPEED",
      converter = LinkSpeed.class,
      defaultValue = "500GB/s",
      description =
          "Memory speed of the GPU that real links are marked for; this machine computes slower, so "
              + "its links are slower in the same ratio. Default: ${DEFAULT-VALUE}.")
  private double beside;

  @Option(
      names = "--gamma",
      paramLabel = "C",
      defaultValue = "0.7",
      description = "A token of less confidence falls back. Default: ${DEFAULT-VALUE}.")
  private double gamma;

  LinkExperiment(Streams streams) {
    super(streams);
  }

  @Override
  String question() {
    return "For how many slots and how fast a link between experts and device does MoBiLE pay, beside exact on the same slots and link?";
  }

  @Override
  List<String> domains() {
    return List.of("math", "code");
  }

  @Override
  Set<String> exceptFacts() {
    return Set.of(Settings.SLOTS, Settings.LINK);
  }

  @Override
  List<Column> columns() {
    List<Column> columns = new ArrayList<>(List.of(Figures.DOMAIN_COLUMN));
    columns.add(Column.integer(SLOTS, SLOTS, "experts on the device at once"));
    columns.add(
        Column.real(
            LINK, "link, bytes/s", "simulated speed of the link; none where nothing moves"));
    columns.add(
        Column.real(
            COMPUTE,
            "",
            "weights that exact reads for a token, over its time with all experts in slots"));
    columns.add(
        Column.real(
            LIKE,
            "like, bytes/s",
            "the link that is as fast beside a GPU of the memory speed of --beside"));
    columns.addAll(Figures.SPEED);
    columns.addAll(Figures.QUALITY);
    return columns;
  }

  private List<Integer> slots(Lab lab) {
    int all = lab.allExperts();
    List<Integer> asked =
        slots.isEmpty()
            ? Stream.of(8, 4, 2)
                .map(part -> Math.max(2 * lab.topK(), all / part))
                .distinct()
                .toList()
            : slots;
    for (int count : asked) {
      if (count < lab.topK() || count >= all) {
        throw new InputException(
            "--slots %d is out of range: %d to %d".formatted(count, lab.topK(), all - 1));
      }
    }
    return asked;
  }

  @Override
  List<Cell> cells(Lab lab) {
    if (lab.asked().ladder().limited()) {
      throw new InputException(
          "experiment link takes --slots and --links instead of --expert-slots, --ram and --link");
    }
    List<Cell> cells = new ArrayList<>();
    Policy policy = Figures.mobile(gamma, 0);
    for (Domain domain : lab.domains()) {
      cells.add(
          new Cell(
              domain.name() + ", quality",
              () ->
                  List.of(
                      Trial.of(lab, domain, policy).quality().put(Figures.DOMAIN, domain.name()))));
      cells.add(cell(lab, domain, policy, lab.allExperts(), Double.NaN));
      for (int count : slots(lab)) {
        for (double link : links) {
          cells.add(cell(lab, domain, policy, count, link));
        }
      }
    }
    return cells;
  }

  private static Cell cell(Lab lab, Domain domain, Policy policy, int slots, double link) {
    boolean resident = Double.isNaN(link);
    LadderOptions ladder =
        resident ? lab.unhurried() : lab.unhurried().withExpertSlots(slots).withLink(link, 0);
    String where =
        resident
            ? "slots for all"
            : "%d slots, %s GB/s".formatted(slots, Table.number(link / GIGA));
    return new Cell(
        domain.name() + ", " + where,
        () -> {
          Row speed = new Trial(lab, domain, ladder, policy, Extensions.NONE).speed();
          Row row = new Row().put(Figures.DOMAIN, domain.name()).put(SLOTS, slots).put(LINK, link);
          if (resident) {
            row.put(
                COMPUTE, lab.plan().bytesPerToken(lab.topK()) * speed.number("exact_tokens_per_s"));
          }
          return List.of(row.putAll(speed));
        });
  }

  /** Quality and the speed of computing belong to a whole domain; every row gets them. */
  @Override
  List<Row> table(List<Cell> cells, Function<Cell, List<Row>> measured) {
    Map<String, Row> common = new LinkedHashMap<>();
    List<Row> table = new ArrayList<>();
    for (Cell cell : cells) {
      Row row = measured.apply(cell).getFirst();
      Row shared = common.computeIfAbsent(row.text(Figures.DOMAIN), _ -> new Row());
      if (Double.isNaN(row.number(SLOTS))) {
        shared.putAll(row);
        continue;
      }
      if (!Double.isNaN(row.number(COMPUTE))) {
        shared.put(COMPUTE, row.number(COMPUTE));
      }
      double scale = beside / shared.number(COMPUTE);
      table.add(new Row().putAll(row).putAll(shared).put(LIKE, row.number(LINK) * scale));
    }
    return table;
  }

  @Override
  Findings findings(Table table) {
    return new LinkFindings(table, beside).findings();
  }
}
