package io.mobile4j.app.experiment;

import io.mobile4j.app.bench.Round;
import io.mobile4j.app.bench.Spread;
import io.mobile4j.app.bench.Workload;
import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.result.Column;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.telemetry.PartTimes;
import io.mobile4j.engine.telemetry.PassRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time of a token goes that is decoded with all K experts, by the engine's telemetry. */
final class TokenTime {
  static final String LOADING = "loading_ms";
  static final String EXPERTS = "experts_ms";
  static final String TOTAL = "total_ms";
  static final String DIGEST = "tokens_digest";

  /** Columns of the parts, in the order of the computation, and their names for people. */
  static final Map<String, String> PARTS = new LinkedHashMap<>();

  static final List<Column> COLUMNS = new ArrayList<>();

  static {
    PARTS.put("attention_ms", "attention");
    PARTS.put("routing_ms", "routing");
    PARTS.put(LOADING, "loading");
    PARTS.put(EXPERTS, "experts");
    PARTS.put("dense_ms", "dense layers");
    PARTS.put("head_ms", "head");
    PARTS.put("other_ms", "other");
    COLUMNS.add(Column.real(Figures.TOKENS_PER_S, "tokens/s", "decoded tokens a second"));
    COLUMNS.add(Column.real(TOTAL, "ms/token", "a decoded token's time"));
    PARTS.forEach(
        (column, name) -> COLUMNS.add(Column.real(column, name, name + ", ms a decoded token")));
    COLUMNS.add(Column.real("hit_ratio", "hits", "share of wanted experts that were in a slot"));
    COLUMNS.add(
        Column.real("bytes_per_token", "", "bytes that crossed the link for a decoded token"));
    COLUMNS.add(Column.text(DIGEST, "", "of the answers' tokens: the same where they are"));
  }

  private PartTimes sum = PartTimes.ZERO;
  private long headNanos;

  private TokenTime() {}

  /** Decodes a domain's prompts after a warm-up, again if that is over too soon. */
  static Row measure(Lab lab, Domain domain, LadderOptions ladder) {
    try (Engine engine = lab.open(ladder)) {
      Workload load = domain.workload(engine);
      List<Generation> once = decode(engine, load, lab.warmUpNanos(domain));
      TokenTime time = new TokenTime();
      try (Engine.Recording _ = engine.record(time::add)) {
        Round round = new Round(decode(engine, load, lab.roundNanos()));
        return time.row(round).put(DIGEST, digest(once.subList(0, load.prompts().size())));
      }
    }
  }

  /** Answers all prompts, at least once and for so long. */
  private static List<Generation> decode(Engine engine, Workload load, long nanos) {
    List<Generation> answers = new ArrayList<>();
    long started = System.nanoTime();
    do {
      for (int[] prompt : load.prompts()) {
        engine.emptySlots();
        try (Session session = engine.newSession()) {
          answers.add(session.generate(prompt, load.answers(), (_, _) -> {}));
        }
      }
    } while (System.nanoTime() - started < nanos);
    return answers;
  }

  private static String digest(List<Generation> answers) {
    return "%08x".formatted(answers.stream().map(Generation::tokens).toList().hashCode());
  }

  private void add(PassRecord pass) {
    if (pass.kind() == Kind.EXACT) {
      sum = sum.plus(pass.times());
      headNanos += pass.headNanos();
    }
  }

  private Row row(Round round) {
    double each = 1e-6 / round.tokens();
    double total = 1e3 / round.tokensPerSecond();
    return new Row()
        .put(Figures.TOKENS_PER_S, round.tokensPerSecond())
        .put(TOTAL, total)
        .put("attention_ms", sum.attention() * each)
        .put("routing_ms", sum.routing() * each)
        .put(LOADING, sum.loading() * each)
        .put(EXPERTS, sum.experts() * each)
        .put("dense_ms", sum.dense() * each)
        .put("head_ms", headNanos * each)
        .put("other_ms", total - (sum.total() + headNanos) * each)
        .put("hit_ratio", round.hitRatio())
        .put("bytes_per_token", round.bytesPerToken());
  }

  /** The medians of rounds. */
  static Row medians(List<Row> rounds) {
    Row medians = new Row();
    for (Column column : COLUMNS) {
      if (column.type() == Column.Type.REAL) {
        medians.put(
            column.name(),
            new Spread(rounds.stream().map(row -> row.number(column.name())).toList()).median());
      }
    }
    List<String> digests = rounds.stream().map(row -> row.text(DIGEST)).distinct().toList();
    return medians.put(DIGEST, String.join(" ", digests));
  }
}
