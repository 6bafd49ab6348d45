package io.mobile4j.loader.text;

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
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
  private static final Path TEMPLATES = Path.of("src/test/resources/templates");

  @TempDir Path directory;

  static Stream<JsonNode> cases() {
    return Json.read(TEMPLATES.resolve("expected.json")).get("cases").valueStream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersAsJinja2Does(JsonNode expected) throws IOException {
    Files.writeString(
        directory.resolve("tokenizer_config.json"),
        "{\"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": \"</s>\"}");
    Files.copy(
        TEMPLATES.resolve(expected.get("template").textValue()),
        directory.resolve("chat_template.jinja"));
    ChatTemplate template = ChatTemplate.open(directory).orElseThrow();
    List<ChatMessage> messages =
        expected
            .get("messages")
            .valueStream()
            .map(m -> new ChatMessage(m.get("role").textValue(), m.get("content").textValue()))
            .toList();
    boolean generate = expected.get("add_generation_prompt").booleanValue();
    if (expected.has("text")) {
      assertEquals(expected.get("text").textValue(), template.render(messages, generate));
    } else {
      InputException refused =
          assertThrows(InputException.class, () -> template.render(messages, generate));
      assertTrue(refused.getMessage().endsWith(expected.get("error").textValue()));
    }
  }

  @Test
  void demoModelsTemplateAsksAQuestion() {
    assertEquals(
        "Question: 1 + 1?\nAnswer:",
        ChatTemplate.open(Golden.demo())
            .orElseThrow()
            .render(List.of(new ChatMessage("user", "1 + 1?")), true));
  }

  @Test
  void directoryWithoutTemplateHasNone() {
    assertTrue(ChatTemplate.open(directory).isEmpty());
    assertTrue(ChatTemplate.open(Golden.model("olmoe")).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "tokenizer_config.json, '{\"chat_template\": \"{{ messages[0].content }}\"}'",
    "tokenizer_config.json, '{\"chat_template\": [{\"name\": \"tools\", \"template\": \"no\"},"
        + " {\"name\": \"default\", \"template\": \"{{ messages[0].content }}\"}]}'",
    "chat_template.json, '{\"chat_template\": \"{{ messages[0].content }}\"}'",
    "chat_template.jinja, '{{ messages[0].content }}'"
  })
  void templatesAreFoundWhereCheckpointsKeepThem(String file, String content) throws IOException {
    Files.writeString(directory.resolve(file), content);
    assertEquals("hi", render("hi"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"chat_template\": 7}",
        "{\"chat_template\": []}",
        "{\"chat_template\": [{\"name\": \"tools\", \"template\": \"x\"}]}",
        "{\"chat_template\": {}}",
        "[",
        "{\"chat_template\": \"{% for m in messages %}{{ m }}\"}",
        "{\"chat_template\": \"{% nonsense %}\"}",
        "{\"chat_template\": \"{{ messages[ }}\"}",
        "{\"chat_template\": \"{{ messages.frobnicate() }}\"}",
        "{\"chat_template\": \"{{ frobnicate(1) }}\"}",
        "{\"chat_template\": \"{% for m in messages if m.role == 'user' %}x{% endfor %}\"}"
      })
  void brokenTemplateIsOneLineThatNamesTheFile(String config) throws IOException {
    Files.writeString(directory.resolve("tokenizer_config.json"), config);
    String message = assertThrows(InputException.class, () -> render("hi")).getMessage();
    assertTrue(message.contains("tokenizer_config.json"), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void theDateIsToday() throws IOException {
    Files.writeString(directory.resolve("chat_template.jinja"), "{{ strftime_now('%Y-%m-%d') }}");
    LocalDate before = LocalDate.now(ZoneId.systemDefault());
    String rendered = render("");
    assertTrue(
        List.of(before.toString(), LocalDate.now(ZoneId.systemDefault()).toString())
            .contains(rendered));
  }

  private String render(String content) {
    return ChatTemplate.open(directory)
        .orElseThrow()
        .render(List.of(new ChatMessage("user", content)), true);
  }
}
