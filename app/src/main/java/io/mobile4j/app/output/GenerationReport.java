package io.mobile4j.app.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.MobileStats;
import io.mobile4j.engine.policy.Policy;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * An answer's figures, as JSON and in words.
 *
 * @param loadMillis time the model took to load
 */
public record GenerationReport(
    Engine engine, Policy policy, Generation generation, double loadMillis) {

  /** The object that {@code generate --json} prints. */
  public ObjectNode json() {
    ObjectNode json =
        JsonText.object()
            .put("model", engine.options().model().toString())
            .put("architecture", engine.architecture())
            .put("device", device(engine))
            .put("policy", policy.label())
            .put("experts_per_token", engine.expertsPerToken())
            .put("prompt_tokens", generation.promptTokens());
    generation.tokens().forEach(json.putArray("tokens")::add);
    json.put("text", generation.text().orElse(null))
        .put("finish_reason", generation.finishReason().name().toLowerCase(Locale.ROOT));
    json.set("stats", stats());
    json.set("experts", experts());
    json.set("mobile", generation.mobile().map(GenerationReport::mobile).orElse(null));
    return json;
  }

  /** The device as {@code --device} names it, without what people want to know beside. */
  public static String device(Engine engine) {
    return engine.deviceDescription().split(" ", 2)[0];
  }

  private ObjectNode stats() {
    Generation.Timing timing = generation.timing();
    OptionalLong peak = PeakMemory.bytes();
    return JsonText.object()
        .put("load_ms", JsonText.figure(loadMillis))
        .put("ttft_ms", JsonText.figure(timing.firstTokenNanos() / 1e6))
        .put("prefill_tokens_per_s", JsonText.figure(timing.prefillTokensPerSecond()))
        .put("decode_tokens_per_s", JsonText.figure(timing.decodeTokensPerSecond()))
        .put("peak_rss_bytes", peak.isPresent() ? peak.getAsLong() : null);
  }

  private ObjectNode experts() {
    ResidencyCounters counters = generation.experts();
    ObjectNode json =
        JsonText.object()
            .put("slots", engine.plan().slots())
            .put("hits", counters.hits())
            .put("demand_loads", counters.demandLoads())
            .put("prefetch_loads", counters.prefetchLoads())
            .put("bytes_moved", counters.bytesMoved())
            .put("stall_ms", JsonText.figure(counters.stallNanos() / 1e6))
            .put("link_ms", JsonText.figure(counters.linkNanos() / 1e6))
            .put("prefetch_ms", JsonText.figure(counters.prefetchNanos() / 1e6))
            .put("overlap", JsonText.figure(counters.overlap()));
    engine.options().ladder().linkLabel().ifPresent(label -> json.put("link", label));
    return json;
  }

  private static ObjectNode mobile(MobileStats stats) {
    ObjectNode json = JsonText.object().put("steps", stats.steps());
    stats.fallbacks().forEach(json.putArray("fallbacks")::add);
    stats.confidence().forEach(json.putArray("confidence")::add);
    json.put("fallback_ratio", JsonText.exact(stats.fallbackRatio()))
        .put("prefetch_precision", JsonText.exact(stats.prefetchPrecision()));
    stats.prefetchPrecisionByLayer().forEach(json.putArray("prefetch_precision_by_layer")::add);
    return json;
  }

  /** One line for people. */
  public String line() {
    Generation.Timing timing = generation.timing();
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%s on %s: %d prompt tokens at %.0f/s, first token after %.0f ms, %d tokens at %.1f/s",
            policy.label(),
            engine.deviceDescription(),
            generation.promptTokens(),
            timing.prefillTokensPerSecond(),
            timing.firstTokenNanos() / 1e6,
            generation.tokens().size(),
            timing.decodeTokensPerSecond()));
    if (!engine.plan().allResident()) {
      line.append("; ").append(expertsInWords());
    }
    generation.mobile().ifPresent(stats -> line.append("; ").append(mobileInWords(stats)));
    return line.toString();
  }

  private String expertsInWords() {
    ResidencyCounters counters = generation.experts();
    return String.format(
        Locale.ROOT,
        "%d slots: %d hits, %d demand loads, %d prefetched%s, %.1f MB moved, %.0f ms stalled%s",
        engine.plan().slots(),
        counters.hits(),
        counters.demandLoads(),
        counters.prefetchLoads(),
        counters.prefetchLoads() == 0
            ? ""
            : String.format(
                Locale.ROOT, " (%.0f%% of their time hidden)", 100 * counters.overlap()),
        counters.bytesMoved() / 1e6,
        counters.stallNanos() / 1e6,
        engine.options().ladder().linkLabel().map(label -> ", link of " + label).orElse(""));
  }

  private static String mobileInWords(MobileStats stats) {
    List<Double> layers = stats.prefetchPrecisionByLayer();
    return String.format(
        Locale.ROOT,
        "%.1f%% of %d steps fell back%s",
        100 * stats.fallbackRatio(),
        stats.steps(),
        layers.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT, ", prefetch precision %.1f%%", 100 * stats.prefetchPrecision()));
  }
}
