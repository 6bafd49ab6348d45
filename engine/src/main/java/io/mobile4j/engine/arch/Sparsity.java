package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import java.util.List;

/**
 * Which layers of a Qwen model have experts.
 *
 * @param mlpOnlyLayers layers that never have
 * @param step of the others, each {@code step}-th has, counted from 1
 */
record Sparsity(List<Integer> mlpOnlyLayers, int step) {
  static Sparsity of(ModelConfig config) {
    return new Sparsity(config.intList("mlp_only_layers"), config.size("decoder_sparse_step", 1));
  }

  boolean hasExperts(int layer) {
    return !mlpOnlyLayers.contains(layer) && (layer + 1) % step == 0;
  }
}
