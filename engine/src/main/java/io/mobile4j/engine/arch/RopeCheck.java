package io.mobile4j.engine.arch;

import io.mobile4j.loader.InputException;
import io.mobile4j.loader.config.RopeConfig;
import java.util.List;

/** Refuses by name what {@link RopeTables} does not compute. */
record RopeCheck(Decoder decoder, Rope rope) {
  private static final List<String> KNOWN =
      List.of("default", "dynamic", "linear", "llama3", "yarn");

  /**
   * Checks the embedding.
   *
   * @throws InputException for an unknown type, a setting that its type lacks, or an odd size
   */
  void check() {
    RopeConfig config = rope.config();
    if (!KNOWN.contains(config.type())) {
      throw decoder.unsupported(
          "rope_type", config.type() + "; known: " + String.join(", ", KNOWN));
    }
    if (rope.dim() % 2 != 0) {
      throw decoder.unsupported(
          rope.interleaved() ? "qk_rope_head_dim" : "head_dim",
          rope.dim() + "; rotary embedding takes pairs, so it must be even");
    }
    // HF ignores the factor for the default type, and fails for the others.
    if (config.partialRotaryFactor() != 1 && !config.type().equals("default")) {
      throw decoder.unsupported(
          "partial_rotary_factor",
          config.partialRotaryFactor() + " with rope_type " + config.type());
    }
    switch (config.type()) {
      case "linear" -> require("factor", config.factor().isPresent());
      case "llama3" -> llama3(config);
      default -> {}
    }
  }

  private void llama3(RopeConfig config) {
    require("factor", config.factor().isPresent());
    require("low_freq_factor", config.lowFreqFactor().isPresent());
    require("high_freq_factor", config.highFreqFactor().isPresent());
    double low = config.lowFreqFactor().getAsDouble();
    double high = config.highFreqFactor().getAsDouble();
    if (high < low) {
      throw decoder.unsupported("high_freq_factor", high + ", below low_freq_factor = " + low);
    }
  }

  private void require(String name, boolean there) {
    if (!there) {
      throw new InputException(
          "%s: rope_type %s needs %s"
              .formatted(decoder.config().file(), rope.config().type(), name));
    }
  }
}
