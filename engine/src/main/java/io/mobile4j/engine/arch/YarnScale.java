package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import io.mobile4j.loader.config.RopeConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The factor that YaRN puts on the softmax scale of DeepSeek-V2: {@code mscale(factor,
 * mscale_all_dim)^2} (DeepSeek's own {@code modeling_deepseek.py}; HF transformers since pull
 * request 47435 of July 2026).
 *
 * <p>HF's own implementation left it out before that. A checkpoint that one of those versions saved
 * was computed without it, and is here, too; released checkpoints name an older version or none.
 */
final class YarnScale {
  private static final Logger LOG = LoggerFactory.getLogger(YarnScale.class);
  private static final int FIRST_WITHOUT = version(4, 54);
  private static final int FIRST_WITH = version(5, 13);

  private YarnScale() {}

  static double of(ModelConfig config, Decoder decoder) {
    RopeConfig rope = config.rope(decoder.defaultTheta());
    double allDim = rope.mscaleAllDim().orElse(0);
    if (!rope.type().equals("yarn") || allDim == 0 || rope.factor().isEmpty()) {
      return 1;
    }
    if (savedWithout(config)) {
      LOG.debug(
          "{}: mscale_all_dim is not in the softmax scale, as in the HF transformers that saved it",
          config.file());
      return 1;
    }
    double mscale = RopeTables.mscale(rope.factor().getAsDouble(), allDim);
    return mscale * mscale;
  }

  private static boolean savedWithout(ModelConfig config) {
    String[] parts = config.string("transformers_version", "0").split("[^0-9]+", -1);
    int saved = version(number(parts, 0), number(parts, 1));
    return saved >= FIRST_WITHOUT && saved < FIRST_WITH;
  }

  private static int number(String[] parts, int index) {
    boolean there = index < parts.length && parts[index].matches("[0-9]{1,4}");
    return there ? Integer.parseInt(parts[index]) : 0;
  }

  private static int version(int major, int minor) {
    return major * 10_000 + minor;
  }
}
