package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import java.util.Map;
import java.util.Optional;

/**
 * OLMoE (arXiv 2409.02060; HF {@code modeling_olmoe.py}): queries and keys are normalised over the
 * whole projection, then clipped; every layer has experts.
 */
final class Olmoe implements Architecture {
  /** Those of HF {@code configuration_olmoe.py}. */
  private static final Map<String, Integer> DEFAULTS =
      Map.ofEntries(
          Map.entry("vocab_size", 50304),
          Map.entry("hidden_size", 2048),
          Map.entry("intermediate_size", 2048),
          Map.entry("num_hidden_layers", 16),
          Map.entry("num_attention_heads", 16),
          Map.entry("max_position_embeddings", 4096),
          Map.entry("num_experts_per_tok", 8),
          Map.entry("num_experts", 64),
          Map.entry("eos_token_id", 50279));

  @Override
  public Map<String, Integer> defaults() {
    return DEFAULTS;
  }

  @Override
  public String modelType() {
    return "olmoe";
  }

  @Override
  public ModelSpec read(ModelConfig config) {
    Decoder decoder = new Decoder(config, 10000, 1e-5);
    int experts = config.size("num_experts");
    boolean normTopkProb = config.bool("norm_topk_prob", false);
    boolean bias = config.bool("attention_bias", false);
    float clip = config.has("clip_qkv") ? (float) config.positive("clip_qkv") : 0;
    return decoder.model(
        layer -> {
          String prefix = "model.layers." + layer + ".self_attn.";
          var qkNorm =
              new Attention.QkNorm(
                  decoder.norm(prefix + "q_norm", decoder.heads() * decoder.headDim()),
                  decoder.norm(prefix + "k_norm", decoder.kvHeads() * decoder.headDim()),
                  false);
          return decoder.attention(layer, bias, bias, Optional.of(qkNorm), 0, clip);
        },
        layer ->
            decoder.experts(
                "model.layers." + layer + ".mlp", experts, normTopkProb, Optional.empty()),
        Decoder.EXPERTS_UNDER_MLP,
        config.size("intermediate_size"));
  }
}
