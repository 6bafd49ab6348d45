package io.mobile4j.loader.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
  private static final Path FILE = Path.of("some", "config.json");

  @TempDir Path directory;

  @Test
  void valuesByTheirOwnNames() {
    ModelConfig config = ModelConfig.read(Golden.model("deepseek_v2"));
    assertEquals("deepseek_v2", config.string("model_type"));
    assertEquals(24, config.size("kv_lora_rank"));
    assertEquals(1, config.integer("first_k_dense_replace"));
    assertEquals(1e-6, config.positive("rms_norm_eps"));
    assertEquals(0.0, config.floating("attention_dropout"));
    assertFalse(config.bool("norm_topk_prob", true));
    assertFalse(config.has("q_lora_rank"));
    assertEquals(7, config.size("q_lora_rank", 7));
    assertEquals(List.of("DeepseekV2ForCausalLM"), config.stringList("architectures"));
    assertEquals(List.of(2), config.intList("eos_token_id"));
    assertEquals(List.of(), config.intList("mlp_only_layers"));
  }

  @Test
  void releasedAndNewSpellingOfRopeAgree() {
    ModelConfig released =
        config(
            """
            {"rope_theta": 5000, "torch_dtype": "bfloat16", "partial_rotary_factor": 0.5,
             "rope_scaling": {"type": "yarn", "factor": 4, "beta_fast": 32, "mscale": 0.707,
                              "original_max_position_embeddings": 64}}""");
    ModelConfig modern =
        config(
            """
            {"dtype": "bfloat16",
             "rope_parameters": {"rope_type": "yarn", "rope_theta": 5000.0, "factor": 4.0,
                                 "beta_fast": 32, "mscale": 0.707, "partial_rotary_factor": 0.5,
                                 "original_max_position_embeddings": 64}}""");
    RopeConfig rope = released.rope(10_000);
    assertEquals(rope, modern.rope(10_000));
    assertEquals(5000, rope.theta());
    assertEquals("yarn", rope.type());
    assertEquals(OptionalDouble.of(4), rope.factor());
    assertEquals(OptionalInt.of(64), rope.originalMaxPositionEmbeddings());
    assertEquals(0.5, rope.partialRotaryFactor());
    assertEquals(OptionalDouble.empty(), rope.attentionFactor());
    assertEquals("bfloat16", released.string("dtype"));
    assertEquals("bfloat16", modern.string("torch_dtype"));
  }

  /** As HF transformers decides where both spellings are there. */
  @Test
  void ropeScalingAndOuterPositionsCountFirst() {
    String inner =
        "{\"rope_type\": \"yarn\", \"factor\": 4, \"original_max_position_embeddings\": 64}";
    RopeConfig both =
        config("{\"rope_scaling\": %s, \"rope_parameters\": {\"rope_theta\": 7}}".formatted(inner))
            .rope(10_000);
    assertEquals("yarn", both.type());
    assertEquals(10_000, both.theta());
    RopeConfig empty =
        config("{\"rope_scaling\": {}, \"rope_parameters\": {\"rope_theta\": 7}}").rope(10_000);
    assertEquals(7, empty.theta());
    RopeConfig outer =
        config("{\"rope_scaling\": %s, \"original_max_position_embeddings\": 32}".formatted(inner))
            .rope(10_000);
    assertEquals(OptionalInt.of(32), outer.originalMaxPositionEmbeddings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"rope_scaling\": null}", "{\"rope_parameters\": null}"})
  void ropeThatIsNotThereIsTheArchitecturesOwn(String json) {
    RopeConfig rope = config(json).rope(1e6);
    assertEquals(1e6, rope.theta());
    assertEquals("default", rope.type());
    assertEquals(1, rope.partialRotaryFactor());
    assertTrue(rope.truncate());
  }

  @Test
  void oneSettingUnderTwoNames() {
    assertEquals(8, config("{\"num_local_experts\": 8}").size("num_experts"));
    assertEquals(8, config("{\"num_experts\": 8}").size("num_local_experts"));
    String message =
        assertThrows(
                InputException.class,
                () -> config("{\"num_experts\": 8, \"num_local_experts\": 9}"))
            .getMessage();
    assertTrue(message.contains("num_experts is 8 but num_local_experts is 9"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | n is missing, but this model needs it",
        "\"n\": null | n is null, but this model needs it",
        "\"n\": \"8\" | n must be a whole number, found the string \"8\"",
        "\"n\": 8.5 | n must be a whole number, found 8.5",
        "\"n\": true | n must be a whole number, found true",
        "\"n\": [8] | n must be a whole number, found a list",
        "\"n\": {} | n must be a whole number, found an object",
        "\"n\": 0 | n must be a whole number from 1 to 268435456, found 0",
        "\"n\": -1 | found -1",
        "\"n\": 268435457 | found 268435457",
        "\"n\": 4294967297 | found 4294967297",
        "\"n\": 99999999999999999999999999 | found 99999999999999999999999999",
        "\"n\": 1e999 | n must be a whole number, found",
      })
  void sizesThatAreNone(String setting, String expected) {
    assertWrong(setting, config -> config.size("n"), expected);
  }

  @Test
  void wholeNumbersMayBeWrittenAsFloats() {
    assertEquals(64, config("{\"n\": 64.0}").size("n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\": \"1e-5\" | x must be a finite number, found the string",
        "\"x\": 1e999 | x must be a finite number",
        "\"x\": 0 | x must be a number above 0, found 0",
        "\"x\": -1e-5 | x must be a number above 0, found -1.0E-5",
        "\"x\": false | x must be a finite number, found false",
      })
  void numbersThatAreNone(String setting, String expected) {
    assertWrong(setting, config -> config.positive("x"), expected);
  }

  @Test
  void othersOfTheWrongType() {
    assertWrong("\"s\": 5", config -> config.string("s"), "s must be a string, found 5");
    assertWrong("\"b\": 1", config -> config.bool("b", true), "b must be true or false, found 1");
    assertWrong("\"l\": [1, -1]", config -> config.intList("l"), "l[1] must be a whole number");
    assertWrong("\"l\": \"1\"", config -> config.intList("l"), "l must be a whole number");
    assertWrong("\"l\": [1]", config -> config.stringList("l"), "l must be a list of strings");
    assertWrong("\"l\": \"a\"", config -> config.stringList("l"), "l must be a list of strings");
    assertWrong("\"n\": 9", config -> config.count("n", 8), "n must be at most 8, found 9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"rope_scaling\": 4 | rope_scaling must be an object or null, found 4",
        "\"rope_parameters\": [] | rope_parameters must be an object or null, found a list",
        "\"rope_theta\": 0 | rope_parameters.rope_theta must be a number above 0, found 0",
        "\"rope_theta\": \"1\" | rope_parameters.rope_theta must be a finite number",
        "\"rope_scaling\": {\"factor\": -4} | rope_parameters.factor must be a number not below 0",
        "\"rope_scaling\": {\"type\": 4} | rope_parameters.rope_type must be a string",
        "\"rope_scaling\": {\"type\": \"a\", \"rope_type\": \"b\"} | two names of one setting",
        "\"rope_scaling\": {\"mscale\": -1} | rope_parameters.mscale must be a number not below 0",
        "\"partial_rotary_factor\": 1.5 | partial_rotary_factor must be a number above 0 and at most 1",
        "\"rope_scaling\": {\"original_max_position_embeddings\": 0} | must be a whole number from 1",
      })
  void ropeThatIsNone(String setting, String expected) {
    assertWrong(setting, config -> config.rope(10_000), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | expected a JSON object, found nothing",
        "[] | expected a JSON object, found a list",
        "\"config\" | expected a JSON object, found the string",
        "{\"a\": 1 | not valid JSON",
        "{\"a\": NaN} | not valid JSON",
        "{\"a\": Infinity} | not valid JSON",
        "{\"a\": 1, \"a\": 2} | Duplicate field 'a'",
        "{\"a\": 01} | not valid JSON",
        "{} x | not valid JSON",
      })
  void brokenFile(String json, String expected) throws IOException {
    Files.writeString(directory.resolve("config.json"), json);
    String message =
        assertThrows(InputException.class, () -> ModelConfig.read(directory)).getMessage();
    assertTrue(message.startsWith(directory.resolve("config.json") + ": "), message);
    assertTrue(message.contains(expected), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void missingFilesAreNamed() {
    Path none = directory.resolve("none");
    assertEquals(
        none + ": no such directory; give the directory of a Hugging Face checkpoint",
        assertThrows(InputException.class, () -> ModelConfig.read(none)).getMessage());
    assertEquals(
        directory.resolve("config.json") + ": no such file",
        assertThrows(InputException.class, () -> ModelConfig.read(directory)).getMessage());
  }

  @Test
  void fileTooLargeToBeAConfiguration() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("config.json").toFile(), "rw")) {
      file.setLength(1L << 40); // a hole: takes no space
    }
    String message =
        assertThrows(InputException.class, () -> ModelConfig.read(directory)).getMessage();
    assertTrue(message.endsWith("1099511627776 bytes are too many for JSON of a model"), message);
  }

  private static void assertWrong(
      String setting, Function<ModelConfig, Object> read, String expected) {
    String message =
        assertThrows(InputException.class, () -> read.apply(config("{" + setting + "}")))
            .getMessage();
    assertTrue(message.startsWith(FILE + ": "), message);
    assertTrue(message.contains(expected), message);
  }

  private static ModelConfig config(String json) {
    return ModelConfig.of(Json.parse(json.getBytes(StandardCharsets.UTF_8), FILE), FILE);
  }
}
