package io.mobile4j.loader.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
  private static final Path METASPACE = Path.of("src/test/resources/tokenizers/metaspace");

  @TempDir Path directory;

  @Test
  void promptsOfTheReferenceHaveItsIds() {
    Path policy = Path.of("src/test/resources/policy/policy.json");
    try (TextTokenizer tokenizer = TextTokenizer.open(Golden.demo()).orElseThrow()) {
      for (JsonNode expected : Json.read(policy).get("cases")) {
        int[] ids = expected.get("prompt_ids").valueStream().mapToInt(JsonNode::intValue).toArray();
        String prompt = expected.get("prompt").textValue();
        assertArrayEquals(ids, tokenizer.encode(prompt, true));
        assertEquals(prompt, tokenizer.decode(ids, true));
      }
    }
  }

  @Test
  void specialTokensAreAddedAndSkippedOnRequest() {
    try (TextTokenizer tokenizer = TextTokenizer.open(METASPACE).orElseThrow()) {
      int[] plain = tokenizer.encode("ab a", false);
      int[] marked = tokenizer.encode("ab a", true);
      assertEquals(1, marked[0]);
      assertEquals(plain.length + 1, marked.length);
      assertEquals("ab a", tokenizer.decode(marked, true));
      assertEquals("<s> ab a", tokenizer.decode(marked, false));
    }
  }

  @Test
  void longTextsAreNotCut() {
    try (TextTokenizer tokenizer = TextTokenizer.open(Golden.demo()).orElseThrow()) {
      assertEquals(20_000, tokenizer.encode("7".repeat(20_000), true).length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "é🎉👩‍👩‍👧", "a\r\nb\tc", " \u00a0\u2028 ", "<|endoftext|>"})
  void anyTextComesBack(String text) {
    try (TextTokenizer tokenizer = TextTokenizer.open(Golden.demo()).orElseThrow()) {
      assertEquals(text, tokenizer.decode(tokenizer.encode(text, false), false));
    }
  }

  @Test
  void halfASurrogatePairAndUnknownIdsDoNoHarm() {
    try (TextTokenizer tokenizer = TextTokenizer.open(Golden.demo()).orElseThrow()) {
      assertEquals("a?b", tokenizer.decode(tokenizer.encode("a\ud83cb", false), false));
      assertEquals("", tokenizer.decode(new int[] {1_000_000, -1}, false));
    }
  }

  @Test
  void directoryWithoutTokenizerHasNone() {
    assertTrue(TextTokenizer.open(directory).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"model\": 7}",
        "{\"version\":\"1.0\",\"model\":{\"type\":\"X\"}}"
      })
  void brokenTokenizerIsNamed(String json) throws IOException {
    Files.writeString(directory.resolve("tokenizer.json"), json);
    InputException e = assertThrows(InputException.class, () -> TextTokenizer.open(directory));
    assertTrue(e.getMessage().contains("tokenizer.json"), e.getMessage());
    assertEquals(List.of(e.getMessage()), e.getMessage().lines().toList());
  }

  @Test
  void contradictionsThatWouldEndTheProcessAreRefused() throws IOException {
    String template = Files.readString(METASPACE.resolve("tokenizer.json"));
    assertRefused(
        template.replace("\"special_tokens\": {\"<s>\"", "\"special_tokens\": {\"<x>\""),
        "its post_processor adds \"<s>\", which its special_tokens lack");
    assertRefused(
        template.replace(
            "\"continuing_subword_prefix\": null", "\"continuing_subword_prefix\": \"##\""),
        "its merge to \"a\" lacks the continuing_subword_prefix \"##\"");
  }

  private void assertRefused(String json, String expected) throws IOException {
    Files.writeString(directory.resolve("tokenizer.json"), json);
    InputException e = assertThrows(InputException.class, () -> TextTokenizer.open(directory));
    assertTrue(e.getMessage().endsWith(expected), e.getMessage());
  }
}
