package io.mobile4j.app.synth;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A real model whose shape is copied. The configurations are the released ones, cut down to what
 * describes the model: facts, without the makers' words.
 */
public enum Shape {
  /** allenai/OLMoE-1B-7B-0924. */
  OLMOE_1B_7B("olmoe-1b-7b"),
  /** Qwen/Qwen1.5-MoE-A2.7B. */
  QWEN1_5_MOE("qwen1.5-moe"),
  /** deepseek-ai/DeepSeek-V2-Lite. */
  DEEPSEEK_V2_LITE("deepseek-v2-lite"),
  /** Qwen/Qwen3-30B-A3B. */
  QWEN3_30B_A3B("qwen3-30b-a3b"),
  /** mistralai/Mixtral-8x7B-v0.1. */
  MIXTRAL_8X7B("mixtral-8x7b");

  private final String label;

  Shape(String label) {
    this.label = label;
  }

  /** The model's config.json, in its released spelling. */
  public ObjectNode config() {
    String resource = label + ".json";
    try (InputStream in = Shape.class.getResourceAsStream(resource)) {
      return (ObjectNode) new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return label;
  }
}
