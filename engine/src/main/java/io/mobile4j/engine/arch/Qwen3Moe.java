package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import java.util.Map;
import java.util.Optional;

/**
 * Qwen3-MoE (arXiv 2505.09388; HF {@code modeling_qwen3_moe.py}): each head of queries and keys is
 * normalised; layers without experts are {@code mlp_only_layers} and those that {@code
 * decoder_sparse_step} leaves out.
 */
final class Qwen3Moe implements Architecture {
  /** Those of HF {@code configuration_qwen3_moe.py}. */
  private static final Map<String, Integer> DEFAULTS =
      Map.ofEntries(
          Map.entry("vocab_size", 151_936),
          Map.entry("hidden_size", 2048),
          Map.entry("intermediate_size", 6144),
          Map.entry("num_hidden_layers", 24),
          Map.entry("num_attention_heads", 32),
          Map.entry("num_key_value_heads", 4),
          Map.entry("max_position_embeddings", 32768),
          Map.entry("sliding_window", 4096),
          Map.entry("moe_intermediate_size", 768),
          Map.entry("num_experts_per_tok", 8),
          Map.entry("num_experts", 128));

  @Override
  public Map<String, Integer> defaults() {
    return DEFAULTS;
  }

  @Override
  public String modelType() {
    return "qwen3_moe";
  }

  @Override
  public ModelSpec read(ModelConfig config) {
    Decoder decoder = new Decoder(config, 10000, 1e-6);
    int h = decoder.hiddenSize();
    int experts = config.size("num_experts");
    boolean normTopkProb = config.bool("norm_topk_prob", false);
    boolean bias = config.bool("attention_bias", false);
    int window = config.bool("use_sliding_window", false) ? config.size("sliding_window") : 0;
    return decoder.model(
        layer -> {
          String prefix = "model.layers." + layer + ".self_attn.";
          var qkNorm =
              new Attention.QkNorm(
                  decoder.norm(prefix + "q_norm", decoder.headDim()),
                  decoder.norm(prefix + "k_norm", decoder.headDim()),
                  true);
          return decoder.attention(layer, bias, bias, Optional.of(qkNorm), window, 0f);
        },
        layer -> {
          String mlp = "model.layers." + layer + ".mlp";
          if (!Sparsity.of(config).hasExperts(layer)) {
            return FeedForward.Dense.of(mlp, h, config.size("intermediate_size"), false);
          }
          return decoder.experts(mlp, experts, normTopkProb, Optional.empty());
        },
        Decoder.EXPERTS_UNDER_MLP,
        config.size("moe_intermediate_size"));
  }
}
