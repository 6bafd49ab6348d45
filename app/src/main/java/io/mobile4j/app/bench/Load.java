package io.mobile4j.app.bench;

import io.mobile4j.engine.ModelFiles;
import io.mobile4j.loader.InputException;

/**
 * What a measurement computes.
 *
 * @param promptTokens of the prefill
 * @param genTokens that are decoded, from an almost empty context
 */
public record Load(int promptTokens, int genTokens) {
  private static final int PROMPT = 512;
  private static final int GEN = 128;
  private static final int FIRST = 2; // the prompt of the decoding, and the token from its prefill

  /**
   * What was asked for; what was not is as usual, or as much as the model's context allows.
   *
   * @param prompt tokens, or null
   * @param gen tokens, or null
   * @throws InputException if it is more than the model's context
   */
  public static Load of(ModelFiles files, Integer prompt, Integer gen) {
    int context = files.spec().maxPositions();
    Load load =
        new Load(
            prompt == null ? Math.min(PROMPT, context) : prompt,
            gen == null ? Math.min(GEN, context - FIRST) : gen);
    if (load.promptTokens < 1 || load.genTokens < 1) {
      throw new InputException("--prompt and --gen must be at least 1");
    }
    if (load.contextTokens() > context) {
      throw new InputException(
          "--prompt %d and --gen %d need a context of %d tokens, and the model's is %d"
              .formatted(load.promptTokens, load.genTokens, load.contextTokens(), context));
    }
    return load;
  }

  /** Positions the session needs. */
  public int contextTokens() {
    return Math.max(promptTokens, genTokens + FIRST);
  }

  /** Positions in the KV cache while a token is decoded, on average. */
  public double meanContext() {
    return FIRST + genTokens / 2.0;
  }
}
