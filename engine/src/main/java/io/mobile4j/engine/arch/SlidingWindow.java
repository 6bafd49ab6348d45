package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import java.util.List;

/**
 * Sliding-window attention of a Qwen2-MoE model, layer by layer (HF {@code
 * configuration_qwen2_moe.py}: every other layer below {@code max_window_layers}).
 *
 * @param size positions a query sees; 0 = all
 * @param layerTypes {@code layer_types}, which count first; empty where the config does not list
 *     them
 */
record SlidingWindow(int size, int maxWindowLayers, List<String> layerTypes) {
  static SlidingWindow of(ModelConfig config) {
    int size = config.bool("use_sliding_window", false) ? config.integer("sliding_window", 0) : 0;
    return new SlidingWindow(
        size, config.integer("max_window_layers", 28), config.stringList("layer_types"));
  }

  int of(int layer) {
    boolean slides =
        layerTypes.isEmpty()
            ? layer % 2 == 0 && layer < maxWindowLayers
            : layer < layerTypes.size() && layerTypes.get(layer).equals("sliding_attention");
    return slides ? size : 0;
  }
}
