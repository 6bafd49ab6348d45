package io.mobile4j.loader.config;

import io.mobile4j.loader.InputException;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Rotary position embedding as the configuration gives it; what is absent is empty, because each
 * type has its own defaults.
 *
 * @param theta base of the frequencies
 * @param type {@code default, linear, dynamic, yarn, llama3, longrope, ...}
 * @param factor how many times longer the context is than in training
 * @param originalMaxPositionEmbeddings positions in training
 * @param partialRotaryFactor part of each head that is rotated, in (0, 1]; 1 if absent
 * @param attentionFactor yarn: factor on cos and sin
 * @param betaFast yarn: rotations above which a frequency is kept
 * @param betaSlow yarn: rotations below which a frequency is interpolated
 * @param mscale yarn, deepseek: numerator of the factor on cos and sin
 * @param mscaleAllDim yarn, deepseek: its denominator, and the factor of the softmax scale
 * @param lowFreqFactor llama3
 * @param highFreqFactor llama3
 * @param truncate yarn: whether the correction range is rounded to whole dimensions
 */
public record RopeConfig(
    double theta,
    String type,
    OptionalDouble factor,
    OptionalInt originalMaxPositionEmbeddings,
    double partialRotaryFactor,
    OptionalDouble attentionFactor,
    OptionalDouble betaFast,
    OptionalDouble betaSlow,
    OptionalDouble mscale,
    OptionalDouble mscaleAllDim,
    OptionalDouble lowFreqFactor,
    OptionalDouble highFreqFactor,
    boolean truncate) {

  static RopeConfig from(Settings rope, double absentTheta) {
    double partial = positive(rope, "partial_rotary_factor").orElse(1);
    if (partial > 1) {
      throw rope.wrong(
          "partial_rotary_factor",
          "a number above 0 and at most 1",
          rope.values().get("partial_rotary_factor"));
    }
    return new RopeConfig(
        positive(rope, "rope_theta").orElse(absentTheta),
        rope.has("rope_type") ? rope.string("rope_type") : "default",
        positive(rope, "factor"),
        rope.has("original_max_position_embeddings")
            ? OptionalInt.of(rope.integer("original_max_position_embeddings", 1))
            : OptionalInt.empty(),
        partial,
        positive(rope, "attention_factor"),
        positive(rope, "beta_fast"),
        positive(rope, "beta_slow"),
        notNegative(rope, "mscale"),
        notNegative(rope, "mscale_all_dim"),
        positive(rope, "low_freq_factor"),
        positive(rope, "high_freq_factor"),
        !rope.has("truncate") || rope.bool("truncate"));
  }

  private static OptionalDouble positive(Settings rope, String name) {
    OptionalDouble value = notNegative(rope, name);
    if (value.isPresent() && value.getAsDouble() == 0) {
      throw outOfRange(rope, name, "a number above 0");
    }
    return value;
  }

  private static OptionalDouble notNegative(Settings rope, String name) {
    if (!rope.has(name)) {
      return OptionalDouble.empty();
    }
    double value = rope.floating(name);
    if (value < 0) {
      throw outOfRange(rope, name, "a number not below 0");
    }
    return OptionalDouble.of(value);
  }

  private static InputException outOfRange(Settings rope, String name, String expected) {
    return rope.wrong(name, expected, rope.values().get(name));
  }
}
