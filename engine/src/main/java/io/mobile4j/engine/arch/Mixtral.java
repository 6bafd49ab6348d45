package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import io.mobile4j.loader.weights.ExpertNames;
import java.util.Optional;

/**
 * Mixtral (arXiv 2401.04088; HF {@code modeling_mixtral.py}): the weights of the chosen experts
 * always sum to one; an optional sliding window over all layers.
 */
final class Mixtral implements Architecture {
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
