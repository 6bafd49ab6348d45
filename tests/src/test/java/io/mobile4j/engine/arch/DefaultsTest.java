package io.mobile4j.engine.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.config.ModelConfig;
import io.mobile4j.loader.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a config leaves out is what HF transformers takes for it. */
class DefaultsTest {
  @ParameterizedTest
  @CsvSource({
    "olmoe, 50304, 2048, 16, 16, 16, 4096, 64, 8, 2048",
    "qwen2_moe, 151936, 2048, 24, 16, 16, 32768, 60, 4, 1408",
    "qwen3_moe, 151936, 2048, 24, 32, 4, 32768, 128, 8, 768",
    "mixtral, 32000, 4096, 32, 32, 8, 131072, 8, 2, 14336",
  })
  void ofAConfigThatSaysNothing(
      String architecture,
      int vocab,
      int hidden,
      int layers,
      int heads,
      int kvHeads,
      int positions,
      int experts,
      int topK,
      int expertSize) {
    ModelSpec spec = read(architecture, "");
    assertEquals(
        List.of(vocab, hidden, layers, heads, kvHeads, positions, experts, topK, expertSize),
        List.of(
            spec.vocabSize(),
            spec.hiddenSize(),
            spec.layers().size(),
            attention(spec).heads(),
            attention(spec).cacheHeads(),
            spec.maxPositions(),
            spec.experts().routing().experts(),
            spec.experts().topK(),
            spec.expertIntermediateSize()));
  }

  @Test
  void ofDeepseek() {
    ModelSpec spec = read("deepseek_v2", ", \"num_experts_per_tok\": 6");
    Attention.Latent latent = (Attention.Latent) attention(spec);
    assertEquals(32, latent.heads());
    assertEquals(512, latent.kvLoraRank());
    assertEquals(128, latent.qkNopeHeadDim());
    assertEquals(64, latent.qkRopeHeadDim());
    assertEquals(128, latent.vHeadDim());
    assertEquals(1536, latent.query().lowRank().orElseThrow().norm().size());
    assertEquals(2 * 1407, spec.experts().shared().orElseThrow().ffn().intermediateSize());
  }

  /** Null is a value of its own. */
  @Test
  void nothingIsTakenForNull() {
    assertEquals(32, attention(read("mixtral", ", \"num_key_value_heads\": null")).cacheHeads());
    ModelSpec deepseek =
        read(
            "deepseek_v2",
            ", \"num_experts_per_tok\": 6, \"q_lora_rank\": null, \"n_shared_experts\": null");
    assertTrue(((Attention.Latent) attention(deepseek)).query().lowRank().isEmpty());
    assertTrue(deepseek.experts().shared().isEmpty());
  }

  /** A setting counts under each of its names. */
  @Test
  void whatIsGivenUnderAnotherNameIsNotReplaced() {
    ModelSpec spec = read("qwen3_moe", ", \"num_local_experts\": 32");
    assertEquals(32, spec.experts().routing().experts());
  }

  @Test
  void endsOfAnAnswer() {
    assertEquals(List.of(2), ends("mixtral", ""));
    assertEquals(List.of(7), ends("mixtral", ", \"eos_token_id\": 7"));
    assertEquals(List.of(), ends("mixtral", ", \"eos_token_id\": null"));
    assertFalse(config("qwen3_moe", "").has("eos_token_id"));
  }

  private static List<Integer> ends(String architecture, String settings) {
    return config(architecture, settings).intList("eos_token_id");
  }

  private static Attention attention(ModelSpec spec) {
    return spec.layers().getFirst().attention();
  }

  private static ModelSpec read(String architecture, String settings) {
    return Architectures.read(config(architecture, settings));
  }

  private static ModelConfig config(String architecture, String settings) {
    Path file = Path.of("config.json");
    String json = "{\"model_type\": \"%s\"%s}".formatted(architecture, settings);
    return Architectures.complete(
        ModelConfig.of(Json.parse(json.getBytes(StandardCharsets.UTF_8), file), file));
  }
}
