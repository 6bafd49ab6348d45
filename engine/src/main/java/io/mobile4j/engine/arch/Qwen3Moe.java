package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import java.util.Optional;

/**
 * Qwen3-MoE (arXiv 2505.09388; HF {@code modeling_qwen3_moe.py}): each head of queries and keys is
 * normalised; layers without experts are {@code mlp_only_layers} and those that {@code
 * decoder_sparse_step} leaves out.
 */
final class Qwen3Moe implements Architecture {
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
