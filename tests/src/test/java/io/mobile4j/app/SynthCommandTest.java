package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.synth.Shape;
import io.mobile4j.app.synth.SynthCheckpoint;
import io.mobile4j.app.synth.SynthWriter;
import io.mobile4j.engine.LoadListener;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SynthCommandTest {
  /** Published sizes: parameters in all, and of one routed expert. */
  @ParameterizedTest
  @CsvSource({
    "OLMOE_1B_7B,      6.92e9, 6291456",
    "QWEN1_5_MOE,     14.32e9, 8650752",
    "DEEPSEEK_V2_LITE, 15.7e9, 8650752",
    "QWEN3_30B_A3B,    30.5e9, 4718592",
    "MIXTRAL_8X7B,     46.7e9, 176160768"
  })
  void shapesHaveTheirModelsSizes(Shape shape, double parameters, long expert) {
    SynthCheckpoint checkpoint = SynthCheckpoint.of(shape, 0);
    assertEquals(parameters, checkpoint.bytes() / 2.0, 0.004 * parameters);
    List<SynthCheckpoint.Weights> tensors = checkpoint.tensors();
    long lastExpert =
        tensors.subList(tensors.size() - 3, tensors.size()).stream()
            .mapToLong(tensor -> tensor.spec().bytes() / 2)
            .sum();
    assertEquals(expert, lastExpert);
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void configIsInTheReleasedSpelling(Shape shape) {
    ObjectNode config = shape.config();
    assertTrue(config.has("rope_theta") && config.has("torch_dtype"));
    assertFalse(config.has("rope_parameters") || config.has("dtype"));
    ModelConfig.of(config, Path.of("config.json"));
  }

  @Test
  void smallCheckpointLoadsAndComputesSaneLogits(@TempDir Path dir) {
    Path model = write(dir.resolve("model"), 7);
    JsonNode json =
        Cli.run(
                "generate",
                "--json",
                "--model",
                model.toString(),
                "--prompt-ids",
                "1,2,3",
                "-n",
                "8")
            .ok()
            .json();
    assertEquals("olmoe", json.get("architecture").textValue());
    assertEquals(8, json.get("tokens").size());
    JsonNode summary = Cli.run("inspect", "--json", model.toString()).ok().json();
    assertEquals(2, summary.get("layers").intValue());
    assertFalse(summary.get("tokenizer").booleanValue());
  }

  @Test
  void sameSeedSameBytes(@TempDir Path dir) throws IOException {
    byte[] first = weights(write(dir.resolve("a"), 7));
    assertArrayEquals(first, weights(write(dir.resolve("b"), 7)));
    assertFalse(Arrays.equals(first, weights(write(dir.resolve("c"), 8))));
  }

  @Test
  void cancelledWritingLeavesNothing(@TempDir Path dir) {
    Path out = dir.resolve("model");
    SynthWriter writer = new SynthWriter(out);
    LoadListener cancel = (stage, done, total) -> writer.cancel();
    assertThrows(InputException.class, () -> writer.write(tiny(), 1, cancel));
    assertFalse(Files.exists(out));
  }

  @Test
  void neverWritesIntoAnotherModel(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("config.json"), "{}");
    Cli.run("synth", "--shape", "olmoe-1b-7b", "--layers", "1", "--out", dir.toString())
        .refused("is not empty");
  }

  private static Path write(Path out, long seed) {
    new SynthWriter(out).write(tiny(), seed, LoadListener.SILENT);
    return out;
  }

  private static byte[] weights(Path model) throws IOException {
    return Files.readAllBytes(model.resolve("model.safetensors"));
  }

  /** OLMoE made small. */
  private static SynthCheckpoint tiny() {
    ObjectNode config = Shape.OLMOE_1B_7B.config();
    config
        .put("hidden_size", 64)
        .put("num_attention_heads", 4)
        .put("num_key_value_heads", 4)
        .put("intermediate_size", 32)
        .put("vocab_size", 500)
        .put("num_experts", 8)
        .put("num_experts_per_tok", 2)
        .put("num_hidden_layers", 2);
    return SynthCheckpoint.of(config);
  }
}
