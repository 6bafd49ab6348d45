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
  private static final String SLIDING = "sliding_attention";

  static SlidingWindow of(Decoder decoder) {
    ModelConfig config = decoder.config();
    boolean used = config.bool("use_sliding_window", false);
    List<String> types = config.stringList("layer_types");
    for (String type : types) {
      if (!type.equals("full_attention") && !(used && type.equals(SLIDING))) {
        throw decoder.unsupported(
            "layer_types",
            "\"%s\" in a list; known: full_attention, and sliding_attention with use_sliding_window"
                .formatted(type));
      }
    }
    int layers = config.size("num_hidden_layers");
    if (!types.isEmpty() && types.size() != layers) {
      throw decoder.unsupported(
          "layer_types", types.size() + " types for " + layers + " num_hidden_layers");
    }
    int size = used ? config.size("sliding_window") : 0;
    return new SlidingWindow(size, config.integer("max_window_layers", 28), types);
  }

  int of(int layer) {
    boolean slides =
        layerTypes.isEmpty()
            ? layer % 2 == 0 && layer < maxWindowLayers
            : layerTypes.get(layer).equals(SLIDING);
    return slides ? size : 0;
  }
}
