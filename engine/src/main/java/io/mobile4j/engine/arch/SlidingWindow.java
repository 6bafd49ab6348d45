package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import java.util.List;

/**
 * Sliding-window attention of a Qwen2 model, layer by layer.
 *
 * @param size positions a query sees; 0 = all
 * @param layerTypes {@code layer_types}; empty where the config does not list them
 */
record SlidingWindow(int size, List<String> layerTypes) {
  static SlidingWindow of(ModelConfig config) {
    int size = config.bool("use_sliding_window", false) ? config.integer("sliding_window", 0) : 0;
    return new SlidingWindow(size, config.stringList("layer_types"));
  }

  int of(int layer) {
    boolean slides = layer < layerTypes.size() && layerTypes.get(layer).equals("sliding_attention");
    return slides ? size : 0;
  }
}
