package io.mobile4j.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.eval.Evaluation;
import io.mobile4j.app.output.JsonText;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Speed and quality of arms that were compared, side by side.
 *
 * @param load what they answered
 * @param arms the baseline first
 * @param qualities one for each arm
 */
public record ComparisonReport(Workload load, List<ArmFigures> arms, List<Quality> qualities) {

  /** Adds what {@code bench --against} prints beside the arm's own figures. */
  public void addTo(ObjectNode json) {
    ArmFigures arm = arms.getLast();
    json.put("against", arms.getFirst().arm().name())
        .put("ratio", JsonText.figure(arm.ratio()))
        .put("aa_ratio", JsonText.figure(arms.getFirst().ratio()))
        .put("compared_on", load.description());
    json.putObject("ratios")
        .<ObjectNode>set("ab", arm.ratios().json())
        .set("aa", arms.getFirst().ratios().json());
    for (int i = 0; i < arms.size(); i++) {
      json.withArray("arms").add(arm(arms.get(i), qualities.get(i)));
    }
  }

  private static ObjectNode arm(ArmFigures arm, Quality quality) {
    ObjectNode json =
        JsonText.object()
            .put("arm", arm.arm().name())
            .put("decode_tokens_per_s", median(arm, Round::tokensPerSecond))
            .<ObjectNode>set("spread", arm.tokensPerSecond().json())
            .put("bytes_moved_per_token", median(arm, Round::bytesPerToken))
            .put("stall_ms_per_token", median(arm, round -> round.stallNanosPerToken() / 1e6))
            .put("link_ms_per_token", median(arm, round -> round.linkNanosPerToken() / 1e6))
            .put("hit_ratio", median(arm, Round::hitRatio))
            .put("overlap", median(arm, Round::overlap))
            .put("fallback_ratio", median(arm, Round::fallbackRatio))
            .put("prefetch_precision", median(arm, Round::prefetchPrecision));
    json.set("quality", quality.evaluation().map(Evaluation::json).orElse(null));
    return json;
  }

  private static Double median(ArmFigures arm, ToDoubleFunction<Round> figure) {
    return JsonText.figure(arm.spread(figure).median());
  }

  /** A column for each arm, for people. */
  public String table() {
    StringBuilder table = new StringBuilder();
    ArmFigures baseline = arms.getFirst();
    table.append("%d pairs of %s\n".formatted(baseline.rounds().size(), load.description()));
    row(table, "", arms.stream().map(arm -> arm.arm().name()).toList());
    figures(table, "decoded tokens/s", "%.1f", Round::tokensPerSecond);
    row(table, "  lowest to highest", arms.stream().map(ComparisonReport::range).toList());
    row(
        table,
        "ratio",
        IntStream.range(0, arms.size())
            .mapToObj(i -> i == 0 ? "" : number("%.3f", arms.get(i).ratio()))
            .toList());
    row(table, "A/A control", List.of(number("%.3f", baseline.ratio())));
    figures(table, "MB moved a token", "%.3f", round -> round.bytesPerToken() / 1e6);
    figures(table, "ms stalled a token", "%.3f", round -> round.stallNanosPerToken() / 1e6);
    figures(table, "ms of link a token", "%.3f", round -> round.linkNanosPerToken() / 1e6);
    figures(table, "hits %", "%.1f", round -> 100 * round.hitRatio());
    figures(table, "fallback %", "%.1f", round -> 100 * round.fallbackRatio());
    figures(table, "prefetch precision %", "%.1f", round -> 100 * round.prefetchPrecision());
    quality(table);
    return table.toString().stripTrailing();
  }

  private void quality(StringBuilder table) {
    List<Evaluation> measured =
        qualities.stream().flatMap(quality -> quality.evaluation().stream()).toList();
    if (measured.isEmpty()) {
      row(table, "quality", List.of(Quality.NONE));
      return;
    }
    row(table, "quality on problems", measured.stream().map(e -> "" + e.answers()).toList());
    quality(table, measured, "  accuracy %", "%.1f", e -> 100 * e.accuracy());
    quality(table, measured, "  perplexity", "%.4f", Evaluation::perplexity);
    quality(table, measured, "  KL to exact, nats", "%.6f", Evaluation::klToExact);
    quality(table, measured, "  tokens an answer", "%.1f", Evaluation::tokensPerAnswer);
    quality(table, measured, "  ms an answer", "%.1f", Evaluation::msPerAnswer);
  }

  private static void quality(
      StringBuilder table,
      List<Evaluation> measured,
      String name,
      String format,
      ToDoubleFunction<Evaluation> figure) {
    row(table, name, measured.stream().map(e -> number(format, figure.applyAsDouble(e))).toList());
  }

  private void figures(
      StringBuilder table, String name, String format, ToDoubleFunction<Round> figure) {
    row(
        table,
        name,
        arms.stream().map(arm -> number(format, arm.spread(figure).median())).toList());
  }

  private static String range(ArmFigures arm) {
    Spread spread = arm.tokensPerSecond();
    return number("%.1f", spread.min()) + " to " + number("%.1f", spread.max());
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static void row(StringBuilder table, String name, List<String> cells) {
    StringBuilder line = new StringBuilder("%-24s".formatted(name));
    cells.forEach(cell -> line.append("%-20s".formatted(cell)));
    table.append(line.toString().stripTrailing()).append('\n');
  }
}
