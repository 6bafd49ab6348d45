package io.mobile4j.loader.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationConfigTest {
  @TempDir Path directory;

  @Test
  void everythingTheMakersSay() throws IOException {
    GenerationConfig generation =
        read(
            "{\"eos_token_id\": 9}",
            """
            {"eos_token_id": [2, 3], "do_sample": true, "temperature": 0.6,
             "top_k": 20, "top_p": 0.95, "min_p": 0.05, "repetition_penalty": 1.1}""");
    assertEquals(
        new GenerationConfig(List.of(2, 3), true, 0.6, 20, 0.95, 0.05, 1.1, List.of()), generation);
  }

  @Test
  void whatIsAbsentHasDefaultsAndTheConfigsIds() throws IOException {
    GenerationConfig expected = new GenerationConfig(List.of(9), false, 1, 50, 1, 0, 1, List.of());
    String config = "{\"eos_token_id\": 9}";
    assertEquals(expected, read(config, "{\"eos_token_id\": null, \"top_k\": null}"));
    Files.delete(directory.resolve("generation_config.json"));
    assertEquals(expected, GenerationConfig.read(ModelConfig.read(directory)));
  }

  @Test
  void settingsThatWouldChangeAnAnswerAreNamed() throws IOException {
    String others =
        """
        {"no_repeat_ngram_size": 3, "bad_words_ids": [[5]], "stop_strings": ["###"],
         "min_new_tokens": 1, "renormalize_logits": true, "new_in_2030": "x",
         "typical_p": 1.0, "num_beams": 1, "suppress_tokens": null, "sequence_bias": {},
         "encoder_no_repeat_ngram_size": 0, "remove_invalid_values": false,
         "max_new_tokens": 2048, "pad_token_id": 3, "transformers_version": "5.12.1"}""";
    assertEquals(
        List.of(
            "bad_words_ids",
            "min_new_tokens",
            "new_in_2030",
            "no_repeat_ngram_size",
            "renormalize_logits",
            "stop_strings"),
        read("{}", others).ignored());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"temperature\": -0.1 | temperature must be from 0 to",
        "\"temperature\": \"hot\" | temperature must be a finite number",
        "\"top_p\": 0 | top_p must be above 0, at most 1",
        "\"top_p\": 1.01 | top_p must be above 0, at most 1",
        "\"min_p\": 2 | min_p must be from 0 to 1",
        "\"top_k\": -1 | top_k must be a whole number from 0",
        "\"repetition_penalty\": 0 | repetition_penalty must be above 0",
        "\"do_sample\": \"yes\" | do_sample must be true or false",
        "\"eos_token_id\": -1 | eos_token_id must be a whole number from 0",
        "\"eos_token_id\": [1, \"</s>\"] | eos_token_id[1] must be a whole number",
        "\"top_k\": 1, \"top_k\": 2 | Duplicate field",
      })
  void valuesThatMakeNoSense(String setting, String expected) {
    String message =
        assertThrows(InputException.class, () -> read("{}", "{" + setting + "}")).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains("generation_config.json"), message);
  }

  private GenerationConfig read(String config, String generation) throws IOException {
    Files.writeString(directory.resolve("config.json"), config);
    Files.writeString(directory.resolve("generation_config.json"), generation);
    return GenerationConfig.read(ModelConfig.read(directory));
  }
}
