package io.mobile4j.engine.arch;

import io.mobile4j.kernels.rope.Pairing;
import io.mobile4j.kernels.rope.RopeTable;
import io.mobile4j.loader.config.RopeConfig;
import io.mobile4j.loader.weights.Bf16;
import java.util.HashMap;
import java.util.Map;

/**
 * Cosines and sines of a model's rotary embeddings, as HF transformers' {@code
 * modeling_rope_utils.py} computes them: the angle is a float32 product of position and inverse
 * frequency. Layers that rotate alike share a table.
 */
public final class RopeTables {
  private final int positions;
  private final boolean bf16Frequencies;
  private final Map<Rope, RopeTable> tables = new HashMap<>();

  /**
   * Tables for the first {@code positions} positions.
   *
   * @param bf16Frequencies round the inverse frequencies to BF16, as HF's {@code
   *     model.to(torch.bfloat16)} does
   */
  public RopeTables(int positions, boolean bf16Frequencies) {
    this.positions = positions;
    this.bf16Frequencies = bf16Frequencies;
  }

  /** The table of a rotary embedding. */
  public RopeTable of(Rope rope) {
    return tables.computeIfAbsent(rope, this::compute);
  }

  private RopeTable compute(Rope rope) {
    int half = rope.dim() / 2;
    double[] inverse = inverseFrequencies(rope);
    if (bf16Frequencies) {
      roundToBf16(inverse);
    }
    float factor = (float) attentionFactor(rope);
    float[] cos = new float[Math.multiplyExact(positions, half)];
    float[] sin = new float[cos.length];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < half; i++) {
        double angle = (float) p * (float) inverse[i];
        cos[p * half + i] = (float) Math.cos(angle) * factor;
        sin[p * half + i] = (float) Math.sin(angle) * factor;
      }
    }
    return new RopeTable(rope.interleaved() ? Pairing.NEIGHBOURS : Pairing.HALVES, half, cos, sin);
  }

  private static double[] inverseFrequencies(Rope rope) {
    RopeConfig config = rope.config();
    double[] inverse = new double[rope.dim() / 2];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1.0 / Math.pow(config.theta(), 2.0 * i / rope.dim());
    }
    switch (config.type()) {
      case "default" -> {}
      // Dynamic scaling changes nothing up to max_position_embeddings, and the context ends there.
      case "dynamic" -> {}
      case "linear" -> scale(inverse, factor(rope));
      case "llama3" -> llama3(inverse, rope);
      case "yarn" -> yarn(inverse, rope);
      default -> throw new IllegalArgumentException(config.type()); // refused by RopeCheck
    }
    return inverse;
  }

  private static void roundToBf16(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Bf16.toFloat(Bf16.nearest((float) values[i]));
    }
  }

  private static void scale(double[] inverse, double factor) {
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] /= factor;
    }
  }

  /** Long waves are stretched, short ones kept, those between blended (Llama 3.1). */
  private static void llama3(double[] inverse, Rope rope) {
    RopeConfig config = rope.config();
    double original = originalPositions(rope);
    double low = config.lowFreqFactor().orElseThrow();
    double high = config.highFreqFactor().orElseThrow();
    for (int i = 0; i < inverse.length; i++) {
      double wavesInContext = original * inverse[i] / (2 * Math.PI);
      double keep = Math.clamp((wavesInContext - low) / (high - low), 0.0, 1.0);
      inverse[i] = (1 - keep) * inverse[i] / factor(rope) + keep * inverse[i];
    }
  }

  /** YaRN (arXiv 2309.00071): a ramp over the dimensions from kept to stretched. */
  private static void yarn(double[] inverse, Rope rope) {
    RopeConfig config = rope.config();
    double low = correctionDim(rope, config.betaFast().orElse(32));
    double high = correctionDim(rope, config.betaSlow().orElse(1));
    if (config.truncate()) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, rope.dim() - 1);
    if (low == high) {
      high += 0.001;
    }
    for (int i = 0; i < inverse.length; i++) {
      double stretched = Math.clamp((i - low) / (high - low), 0.0, 1.0);
      inverse[i] = stretched * inverse[i] / factor(rope) + (1 - stretched) * inverse[i];
    }
  }

  /** The dimension whose wave turns {@code rotations} times in the original context. */
  private static double correctionDim(Rope rope, double rotations) {
    return rope.dim()
        * Math.log(originalPositions(rope) / (rotations * 2 * Math.PI))
        / (2 * Math.log(rope.config().theta()));
  }

  private static double originalPositions(Rope rope) {
    return rope.config().originalMaxPositionEmbeddings().orElse(rope.maxPositions());
  }

  private static double factor(Rope rope) {
    return rope.config().factor().orElse(rope.maxPositions() / originalPositions(rope));
  }

  private static double attentionFactor(Rope rope) {
    RopeConfig config = rope.config();
    if (!config.type().equals("yarn")) {
      return 1;
    }
    double mscale = config.mscale().orElse(0);
    double allDim = config.mscaleAllDim().orElse(0);
    double factor = factor(rope);
    double computed =
        mscale != 0 && allDim != 0
            ? mscale(factor, mscale) / mscale(factor, allDim)
            : mscale(factor, 1);
    return config.attentionFactor().orElse(computed);
  }

  /** YaRN's growth of attention with the stretch. */
  static double mscale(double factor, double mscale) {
    return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
  }
}
