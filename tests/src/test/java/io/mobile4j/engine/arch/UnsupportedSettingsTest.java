package io.mobile4j.engine.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.config.ModelConfig;
import io.mobile4j.loader.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting of a known architecture that is not computed is refused by its name. */
class UnsupportedSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          olmoe       | "hidden_act": "gelu"                       | hidden_act = gelu; only silu is known
          olmoe       | "clip_qkv": 0.0                            | clip_qkv must be a number above 0
          olmoe       | "clip_qkv": -1                             | clip_qkv must be a number above 0
          olmoe       | "quantization_config": {"quant_method": "fp8"} | quantization_config is set
          olmoe       | "rope_scaling": {"type": "longrope"}       | rope_type = longrope; known: default,
          olmoe       | "rope_scaling": {"type": "mrope"}          | rope_type = mrope
          olmoe       | "rope_scaling": {"type": "linear"}         | rope_type linear needs factor
          olmoe       | "rope_scaling": {"type": "llama3", "factor": 2} | llama3 needs low_freq_factor
          olmoe       | "rope_scaling": {"type": "llama3", "factor": 2, "low_freq_factor": 4, "high_freq_factor": 1} | high_freq_factor = 1.0, below
          olmoe       | "rope_scaling": {"type": "linear", "factor": 2, "partial_rotary_factor": 0.5} | partial_rotary_factor = 0.5
          mixtral     | "head_dim": 15                             | head_dim = 15; rotary embedding takes pairs
          mixtral     | "sliding_window": 0                        | sliding_window must be a whole number from 1
          qwen3_moe   | "use_sliding_window": true, "sliding_window": null | sliding_window is null
          qwen2_moe   | "use_sliding_window": true, "sliding_window": 0    | sliding_window must be
          qwen2_moe   | "layer_types": ["full_attention"]          | layer_types = 1 types for 3
          qwen2_moe   | "use_sliding_window": false, "layer_types": ["full_attention", "sliding_attention"] | layer_types = "sliding_attention"
          qwen2_moe   | "layer_types": ["full_attention", "chunked_attention"] | layer_types = "chunked_attention"
          qwen2_moe   | "mlp_only_layers": [0, 1, 2]               | no layer with experts
          deepseek_v2 | "first_k_dense_replace": 9                 | no layer with experts
          deepseek_v2 | "scoring_func": "sigmoid"                  | scoring_func = sigmoid; only softmax
          deepseek_v2 | "topk_method": "noaux_tc"                  | topk_method = noaux_tc; known: greedy
          deepseek_v2 | "qk_rope_head_dim": 7                      | qk_rope_head_dim = 7; rotary
          """)
  void areRefused(String architecture, String settings, String says) {
    String message =
        assertThrows(InputException.class, () -> read(architecture, settings)).getMessage();
    assertTrue(message.contains("config.json: "), message);
    assertTrue(message.contains(says), message);
  }

  /** HF transformers knows the same activation by two names. */
  @ParameterizedTest
  @ValueSource(strings = {"silu", "swish"})
  void activationUnderBothNames(String name) {
    assertEquals(3, read("olmoe", "\"hidden_act\": \"" + name + "\"").layers().size());
  }

  private static ModelSpec read(String architecture, String settings) {
    Path file = Golden.model(architecture).resolve("config.json");
    ObjectNode config = Json.read(file);
    config.setAll(Json.parse(("{" + settings + "}").getBytes(StandardCharsets.UTF_8), file));
    return Architectures.read(ModelConfig.of(config, file));
  }
}
