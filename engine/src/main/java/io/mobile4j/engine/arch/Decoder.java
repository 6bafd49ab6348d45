package io.mobile4j.engine.arch;

import io.mobile4j.kernels.router.Routing;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.config.ModelConfig;
import io.mobile4j.loader.weights.ExpertNames;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What the config.json of every decoder in this package has in common, by the fields' own names.
 *
 * @param defaultTheta base of the rotary frequencies where the config gives none
 * @param defaultEps {@code rms_norm_eps} where the config gives none
 */
record Decoder(ModelConfig config, double defaultTheta, double defaultEps) {
  /** The usual names of experts, {@code model.layers.N.mlp.experts.E.gate_proj.weight}. */
  static final ExpertNames EXPERTS_UNDER_MLP =
      new ExpertNames("model.layers.%d.mlp.experts", "gate_proj", "up_proj", "down_proj");

  /** Far above any model's; a larger number would cost memory before a missing tensor shows it. */
  private static final int MAX_LAYERS = 10_000;

  /** HF's two names of one activation. */
  private static final Set<String> SILU = Set.of("silu", "swish");

  int hiddenSize() {
    return config.size("hidden_size");
  }

  int heads() {
    return config.size("num_attention_heads");
  }

  int kvHeads() {
    int kvHeads = config.size("num_key_value_heads", heads());
    if (heads() % kvHeads != 0) {
      throw unsupported("num_key_value_heads", kvHeads + " does not divide " + heads() + " heads");
    }
    return kvHeads;
  }

  int headDim() {
    if (config.has("head_dim")) {
      return config.size("head_dim");
    }
    if (hiddenSize() % heads() != 0) {
      throw unsupported(
          "num_attention_heads", heads() + " does not divide hidden_size " + hiddenSize());
    }
    return hiddenSize() / heads();
  }

  float eps() {
    return (float) config.positive("rms_norm_eps", defaultEps);
  }

  Norm norm(String prefix, int size) {
    return new Norm(prefix + ".weight", size, eps());
  }

  /** Rotation of {@code dim} values of a head. */
  Rope rope(int dim, boolean interleaved) {
    Rope rope = new Rope(dim, interleaved, config.rope(defaultTheta), maxPositions());
    new RopeCheck(this, rope).check();
    return rope;
  }

  int maxPositions() {
    return config.size("max_position_embeddings");
  }

  /** Grouped-query attention under the names every one of these models uses. */
  Attention.GroupedQuery attention(
      int layer,
      boolean qkvBias,
      boolean outputBias,
      Optional<Attention.QkNorm> qkNorm,
      int window,
      float clipQkv) {
    String prefix = "model.layers." + layer + ".self_attn.";
    int h = hiddenSize();
    int queries = heads() * headDim();
    int keys = kvHeads() * headDim();
    return new Attention.GroupedQuery(
        heads(),
        kvHeads(),
        headDim(),
        Linear.of(prefix + "q_proj", queries, h, qkvBias),
        Linear.of(prefix + "k_proj", keys, h, qkvBias),
        Linear.of(prefix + "v_proj", keys, h, qkvBias),
        Linear.of(prefix + "o_proj", h, queries, outputBias),
        qkNorm,
        rope(headDim(), false),
        window,
        clipQkv);
  }

  /** Routed experts without groups; {@code mlp} is the prefix of the router. */
  FeedForward.Experts experts(
      String mlp, int experts, boolean normTopkProb, Optional<FeedForward.Shared> shared) {
    return new FeedForward.Experts(
        Linear.of(mlp + ".gate", experts, hiddenSize()),
        Routing.plain(experts, normTopkProb),
        topK(experts),
        shared);
  }

  int topK(int experts) {
    int topK = config.size("num_experts_per_tok");
    if (topK > experts) {
      throw unsupported(
          "num_experts_per_tok", topK + " is more than the " + experts + " experts there are");
    }
    return topK;
  }

  /** All layers; {@code attention} and {@code feedForward} give a layer's own parts. */
  ModelSpec model(
      IntFunction<Attention> attention,
      IntFunction<FeedForward> feedForward,
      ExpertNames expertNames,
      int expertIntermediateSize) {
    String activation = config.string("hidden_act", "silu");
    if (!SILU.contains(activation)) {
      throw unsupported("hidden_act", activation + "; only silu is known");
    }
    if (config.has("quantization_config")) {
      throw new InputException(
          config.file() + ": quantization_config is set; only F32, BF16 and F16 weights are read");
    }
    int h = hiddenSize();
    int vocab = config.size("vocab_size");
    String embed = "model.embed_tokens";
    boolean tied = config.bool("tie_word_embeddings", false);
    return new ModelSpec(
        config.string("model_type"),
        h,
        vocab,
        maxPositions(),
        embed + ".weight",
        IntStream.range(0, config.count("num_hidden_layers", MAX_LAYERS))
            .mapToObj(
                i ->
                    new Layer(
                        norm("model.layers." + i + ".input_layernorm", h),
                        attention.apply(i),
                        norm("model.layers." + i + ".post_attention_layernorm", h),
                        feedForward.apply(i)))
            .toList(),
        norm("model.norm", h),
        Linear.of(tied ? embed : "lm_head", vocab, h),
        expertNames,
        expertIntermediateSize);
  }

  /** The error for a setting of a known architecture that this engine does not compute. */
  InputException unsupported(String field, String why) {
    return new InputException(config.file() + ": " + field + " = " + why);
  }
}
