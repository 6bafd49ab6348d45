package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import io.mobile4j.loader.weights.ExpertNames;
import java.util.Map;
import java.util.Optional;

/**
 * Mixtral (arXiv 2401.04088; HF {@code modeling_mixtral.py}): the weights of the chosen experts
 * always sum to one; an optional sliding window over all layers.
 */
final class Mixtral implements Architecture {
  /** Those of HF {@code configuration_mixtral.py}. */
  private static final Map<String, Integer> DEFAULTS =
      Map.ofEntries(
          Map.entry("vocab_size", 32000),
          Map.entry("hidden_size", 4096),
          Map.entry("intermediate_size", 14336),
          Map.entry("num_hidden_layers", 32),
          Map.entry("num_attention_heads", 32),
          Map.entry("num_key_value_heads", 8),
          Map.entry("max_position_embeddings", 131_072),
          Map.entry("num_experts_per_tok", 2),
          Map.entry("num_local_experts", 8),
          Map.entry("eos_token_id", 2));

  @Override
  public Map<String, Integer> defaults() {
    return DEFAULTS;
  }

  @Override
  public String modelType() {
    return "mixtral";
  }

  @Override
  public ModelSpec read(ModelConfig config) {
    Decoder decoder = new Decoder(config, 1e6, 1e-5);
    int experts = config.size("num_local_experts");
    int window = config.has("sliding_window") ? config.size("sliding_window") : 0;
    return decoder.model(
        layer -> decoder.attention(layer, false, false, Optional.empty(), window, 0f),
        layer ->
            decoder.experts(
                "model.layers." + layer + ".block_sparse_moe", experts, true, Optional.empty()),
        new ExpertNames("model.layers.%d.block_sparse_moe.experts", "w1", "w3", "w2"),
        config.size("intermediate_size"));
  }
}
