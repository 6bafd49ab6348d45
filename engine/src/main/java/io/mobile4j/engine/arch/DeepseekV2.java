package io.mobile4j.engine.arch;

import io.mobile4j.kernels.router.Routing;
import io.mobile4j.loader.config.ModelConfig;
import java.util.Map;
import java.util.Optional;

/**
 * DeepSeek-V2 (arXiv 2405.04434; HF {@code modeling_deepseek_v2.py}): latent attention with an
 * interleaved rotation of a part of each head, dense layers first, experts in groups, and shared
 * experts of weight one.
 */
final class DeepseekV2 implements Architecture {
  /** Those of HF {@code configuration_deepseek_v2.py}. */
  private static final Map<String, Integer> DEFAULTS =
      Map.ofEntries(
          Map.entry("vocab_size", 32000),
          Map.entry("hidden_size", 4096),
          Map.entry("intermediate_size", 11008),
          Map.entry("num_hidden_layers", 32),
          Map.entry("num_attention_heads", 32),
          Map.entry("max_position_embeddings", 2048),
          Map.entry("kv_lora_rank", 512),
          Map.entry("q_lora_rank", 1536),
          Map.entry("n_routed_experts", 64),
          Map.entry("n_shared_experts", 2),
          Map.entry("qk_nope_head_dim", 128),
          Map.entry("qk_rope_head_dim", 64),
          Map.entry("v_head_dim", 128),
          Map.entry("moe_intermediate_size", 1407),
          Map.entry("eos_token_id", 2));

  @Override
  public Map<String, Integer> defaults() {
    return DEFAULTS;
  }

  @Override
  public String modelType() {
    return "deepseek_v2";
  }

  @Override
  public ModelSpec read(ModelConfig config) {
    Decoder decoder = new Decoder(config, 10000, 1e-6);
    int experts = config.size("n_routed_experts");
    int moeSize = config.size("moe_intermediate_size");
    int h = decoder.hiddenSize();
    Routing routing = routing(decoder, experts);
    int sharedExperts = config.integer("n_shared_experts", 0);
    boolean mlpBias = config.bool("mlp_bias", false);
    int firstDense = config.integer("first_k_dense_replace", 0);
    int frequency = config.size("moe_layer_freq", 1);
    return decoder.model(
        layer -> attention(decoder, layer),
        layer -> {
          String mlp = "model.layers." + layer + ".mlp";
          if (layer < firstDense || layer % frequency != 0) {
            return FeedForward.Dense.of(mlp, h, config.size("intermediate_size"), mlpBias);
          }
          Optional<FeedForward.Shared> shared =
              sharedExperts == 0
                  ? Optional.empty()
                  : Optional.of(
                      new FeedForward.Shared(
                          FeedForward.Dense.of(
                              mlp + ".shared_experts", h, sharedExperts * moeSize, mlpBias),
                          Optional.empty()));
          return new FeedForward.Experts(
              Linear.of(mlp + ".gate", experts, h), routing, decoder.topK(experts), shared);
        },
        Decoder.EXPERTS_UNDER_MLP,
        moeSize);
  }

  private static Routing routing(Decoder decoder, int experts) {
    ModelConfig config = decoder.config();
    float scale = (float) config.floating("routed_scaling_factor", 1);
    String scoring = config.string("scoring_func", "softmax");
    if (!scoring.equals("softmax")) {
      throw decoder.unsupported("scoring_func", scoring + "; only softmax is known");
    }
    String method = config.string("topk_method", "greedy");
    return switch (method) {
      case "greedy" -> new Routing(experts, false, scale, 1, 1);
      case "group_limited_greedy" -> {
        int groups = config.size("n_group");
        int topkGroups = config.size("topk_group");
        if (experts % groups != 0 || topkGroups > groups) {
          throw decoder.unsupported(
              "n_group",
              groups + " with topk_group " + topkGroups + " and " + experts + " experts");
        }
        yield new Routing(experts, false, scale, groups, topkGroups);
      }
      default ->
          throw decoder.unsupported(
              "topk_method", method + "; known: greedy, group_limited_greedy");
    };
  }

  private static Attention attention(Decoder decoder, int layer) {
    ModelConfig config = decoder.config();
    String prefix = "model.layers." + layer + ".self_attn.";
    int h = decoder.hiddenSize();
    int heads = decoder.heads();
    int nope = config.size("qk_nope_head_dim");
    int rotated = config.size("qk_rope_head_dim");
    int value = config.size("v_head_dim");
    int rank = config.size("kv_lora_rank");
    boolean bias = config.bool("attention_bias", false);
    return new Attention.Latent(
        heads,
        nope,
        rotated,
        value,
        rank,
        query(decoder, prefix, heads * (nope + rotated), bias),
        Linear.of(prefix + "kv_a_proj_with_mqa", rank + rotated, h, bias),
        latentNorm(prefix + "kv_a_layernorm", rank),
        Linear.of(prefix + "kv_b_proj", heads * (nope + value), rank),
        Linear.of(prefix + "o_proj", h, heads * value, bias),
        decoder.rope(rotated, true),
        (float) (YarnScale.of(config, decoder) / Math.sqrt(nope + rotated)));
  }

  /** The norms of latents keep their eps whatever {@code rms_norm_eps} says. */
  private static Norm latentNorm(String prefix, int size) {
    return new Norm(prefix + ".weight", size, 1e-6f);
  }

  private static Attention.LatentQuery query(
      Decoder decoder, String prefix, int queries, boolean bias) {
    int rank = decoder.config().integer("q_lora_rank", 0);
    int h = decoder.hiddenSize();
    if (rank == 0) {
      return new Attention.LatentQuery(Optional.empty(), Linear.of(prefix + "q_proj", queries, h));
    }
    var lowRank =
        new Attention.LowRank(
            Linear.of(prefix + "q_a_proj", rank, h, bias),
            latentNorm(prefix + "q_a_layernorm", rank));
    return new Attention.LatentQuery(
        Optional.of(lowRank), Linear.of(prefix + "q_b_proj", queries, rank));
  }
}
