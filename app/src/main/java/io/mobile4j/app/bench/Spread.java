package io.mobile4j.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.output.JsonText;
import java.util.List;

/** Several measurements of one thing, in the order they were taken. */
public record Spread(List<Double> samples) {
  public Spread {
    samples = List.copyOf(samples);
  }

  /** The middle one; the mean of the two middle ones of an even number. */
  public double median() {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The smallest. */
  public double min() {
    return samples.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The largest. */
  public double max() {
    return samples.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** Median, extremes, and every sample. */
  public ObjectNode json() {
    ObjectNode json =
        JsonText.object()
            .put("median", JsonText.figure(median()))
            .put("min", JsonText.figure(min()))
            .put("max", JsonText.figure(max()));
    samples.forEach(sample -> json.withArray("samples").add(JsonText.figure(sample)));
    return json;
  }

  /** {@code median (min to max)}, with a format for each figure. */
  public String words(String format) {
    return "%s (%s to %s)"
        .formatted(format.formatted(median()), format.formatted(min()), format.formatted(max()));
  }
}
