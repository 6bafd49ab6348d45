package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import java.util.Map;
import java.util.Optional;

/**
 * Qwen1.5-MoE and Qwen2-MoE (arXiv 2407.10671; HF {@code modeling_qwen2_moe.py}): biases on q, k
 * and v; a shared expert weighed by the sigmoid of its own gate; layers without experts as in
 * {@link Sparsity}.
 */
final class Qwen2Moe implements Architecture {
  /** Those of HF {@code configuration_qwen2_moe.py}. */
  private static final Map<String, Integer> DEFAULTS =
      Map.ofEntries(
          Map.entry("vocab_size", 151_936),
          Map.entry("hidden_size", 2048),
          Map.entry("intermediate_size", 5632),
          Map.entry("num_hidden_layers", 24),
          Map.entry("num_attention_heads", 16),
          Map.entry("num_key_value_heads", 16),
          Map.entry("max_position_embeddings", 32768),
          Map.entry("sliding_window", 4096),
          Map.entry("moe_intermediate_size", 1408),
          Map.entry("shared_expert_intermediate_size", 5632),
          Map.entry("num_experts_per_tok", 4),
          Map.entry("num_experts", 60));

  @Override
  public Map<String, Integer> defaults() {
    return DEFAULTS;
  }

  @Override
  public String modelType() {
    return "qwen2_moe";
  }

  @Override
  public ModelSpec read(ModelConfig config) {
    Decoder decoder = new Decoder(config, 10000, 1e-6);
    int h = decoder.hiddenSize();
    int experts = config.size("num_experts");
    boolean normTopkProb = config.bool("norm_topk_prob", false);
    boolean qkvBias = config.bool("qkv_bias", true);
    SlidingWindow window = SlidingWindow.of(decoder);
    return decoder.model(
        layer -> decoder.attention(layer, qkvBias, false, Optional.empty(), window.of(layer), 0f),
        layer -> {
          String mlp = "model.layers." + layer + ".mlp";
          if (!Sparsity.of(config).hasExperts(layer)) {
            return FeedForward.Dense.of(mlp, h, config.size("intermediate_size"), false);
          }
          int sharedSize = config.size("shared_expert_intermediate_size");
          var shared =
              new FeedForward.Shared(
                  FeedForward.Dense.of(mlp + ".shared_expert", h, sharedSize, false),
                  Optional.of(Linear.of(mlp + ".shared_expert_gate", 1, h)));
          return decoder.experts(mlp, experts, normTopkProb, Optional.of(shared));
        },
        Decoder.EXPERTS_UNDER_MLP,
        config.size("moe_intermediate_size"));
  }
}
