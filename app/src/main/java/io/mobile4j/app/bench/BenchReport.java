package io.mobile4j.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.output.GenerationReport;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.Plan;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one arm.
 *
 * @param samples one for each repeat
 * @param peakBytes most main memory the process held, before memory itself was measured
 * @param readBandwidth how fast this machine read its memory after each repeat, bytes a second; no
 *     samples where that is not what limits the device
 */
public record BenchReport(
    Load load, Arm arm, List<Probe.Sample> samples, OptionalLong peakBytes, Spread readBandwidth) {

  private Engine engine() {
    return arm.engine();
  }

  /** The object that {@code bench --json} prints. */
  public ObjectNode json() {
    ObjectNode json =
        JsonText.object()
            .put("model", engine().options().model().toString())
            .put("architecture", engine().architecture())
            .put("device", GenerationReport.device(engine()))
            .put("device_description", engine().deviceDescription())
            .put("policy", arm.policy().label())
            .put("experts_format", engine().plan().expert().format().label())
            .put("prompt", load.promptTokens())
            .put("gen", load.genTokens())
            .put("repeat", samples.size())
            .put("prefill_tokens_per_s", JsonText.figure(prefill().median()))
            .put("decode_tokens_per_s", JsonText.figure(decode().median()))
            .put("ttft_ms", JsonText.figure(firstToken().median()))
            .put("peak_rss_bytes", peakBytes.isPresent() ? peakBytes.getAsLong() : null)
            .put("bytes_per_token", bytesPerToken())
            .put("read_bytes_per_s", JsonText.figure(readBytesPerSecond()))
            .put("memory_bandwidth_bytes_per_s", JsonText.figure(bestBandwidth()))
            .put("bandwidth_fraction", JsonText.figure(bandwidthFraction()))
            .put("slots", engine().plan().slots())
            .put("link", engine().options().ladder().linkLabel().orElse(null))
            .put("bytes_moved_per_token", JsonText.figure(movedPerToken()))
            .put("fallback_ratio", JsonText.figure(fallbackRatio()));
    ObjectNode spread = json.putObject("spread");
    spread.set("prefill_tokens_per_s", prefill().json());
    spread.set("decode_tokens_per_s", decode().json());
    spread.set("ttft_ms", firstToken().json());
    if (!readBandwidth.samples().isEmpty()) {
      spread.set("memory_bandwidth_bytes_per_s", readBandwidth.json());
    }
    return json;
  }

  /** A line for each figure, for people. */
  public String table() {
    Plan plan = engine().plan();
    return String.format(
        Locale.ROOT,
        """
        model                   %s, %s
        device                  %s
        policy                  %s
        experts                 %s, %d of %d in slots%s
        prefill of %-12d %s tokens/s
        decoding of %-11d %s tokens/s
        first token             %s ms
        peak memory             %s
        a decoded token reads   %s: %s/s%s""",
        engine().options().model(),
        engine().architecture(),
        engine().deviceDescription(),
        arm.policy().label(),
        plan.expert().format().label(),
        plan.slots(),
        plan.expertLayers() * plan.expertsPerLayer(),
        engine().options().ladder().linkLabel().map(label -> ", link of " + label).orElse(""),
        load.promptTokens(),
        prefill().words("%.1f"),
        load.genTokens(),
        decode().words("%.1f"),
        firstToken().words("%.0f"),
        peakBytes.isPresent() ? Plan.gigabytes(peakBytes.getAsLong()) : "not known",
        Plan.gigabytes(bytesPerToken()),
        Plan.gigabytes(Math.round(readBytesPerSecond())),
        ofBandwidth());
  }

  private String ofBandwidth() {
    return readBandwidth.samples().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            ", %.0f%% of the %s/s this machine reads at best (median %s/s)",
            100 * bandwidthFraction(),
            Plan.gigabytes(Math.round(bestBandwidth())),
            Plan.gigabytes(Math.round(readBandwidth.median())));
  }

  private Spread prefill() {
    return spread(Probe.Sample::prefill);
  }

  private Spread decode() {
    return spread(Probe.Sample::decode);
  }

  private Spread firstToken() {
    return spread(Probe.Sample::firstTokenMillis);
  }

  private Spread spread(ToDoubleFunction<Probe.Sample> figure) {
    return new Spread(samples.stream().mapToDouble(figure).boxed().toList());
  }

  /** Weights and cache that computing a token reads, fallbacks counted twice. */
  private long bytesPerToken() {
    Plan plan = engine().plan();
    int topK = engine().expertsPerToken();
    double cache = load.meanContext() * plan.kvBytes() / plan.contextTokens();
    double first = plan.bytesPerToken(arm.policy().firstExperts(topK)) + cache;
    double again = fallbacks() * (plan.bytesPerToken(topK) + cache);
    return Math.round(first + again);
  }

  private double readBytesPerSecond() {
    return bytesPerToken() * decode().median();
  }

  private double bestBandwidth() {
    return readBandwidth.samples().isEmpty() ? Double.NaN : readBandwidth.max();
  }

  private double bandwidthFraction() {
    return readBytesPerSecond() / bestBandwidth();
  }

  private double movedPerToken() {
    return samples.stream()
        .mapToDouble(sample -> sample.experts().bytesMoved() / (double) load.genTokens())
        .average()
        .orElseThrow();
  }

  /** Null in JSON for the exact policy, which has none. */
  private double fallbackRatio() {
    return samples.getFirst().mobile().isEmpty() ? Double.NaN : fallbacks();
  }

  private double fallbacks() {
    return samples.stream()
        .flatMap(sample -> sample.mobile().stream())
        .mapToDouble(stats -> stats.fallbackRatio())
        .average()
        .orElse(0);
  }
}
