package io.mobile4j.loader.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model's own way to write a conversation as one prompt: a Jinja template. */
public final class ChatTemplate {
  private final Path file;
  private final String template;
  private final Map<String, String> specialTokens;

  private ChatTemplate(Path file, String template, Map<String, String> specialTokens) {
    this.file = file;
    this.template = template;
    this.specialTokens = specialTokens;
  }

  /**
   * Opens the chat template of a model's directory, if it has one: {@code chat_template.jinja},
   * {@code chat_template.json}, or {@code chat_template} in {@code tokenizer_config.json}.
   *
   * @throws InputException if there is one that cannot be used
   */
  public static Optional<ChatTemplate> open(Path directory) {
    Path configFile = directory.resolve("tokenizer_config.json");
    ObjectNode config =
        Files.exists(configFile) ? Json.read(configFile) : JsonNodeFactory.instance.objectNode();
    Map<String, String> tokens = specialTokens(config);
    Path plain = directory.resolve("chat_template.jinja");
    if (Files.exists(plain)) {
      return Optional.of(new ChatTemplate(plain, text(plain), tokens));
    }
    Path json = directory.resolve("chat_template.json");
    Path file = Files.exists(json) ? json : configFile;
    JsonNode node = (Files.exists(json) ? Json.read(json) : config).path("chat_template");
    return node.isMissingNode() || node.isNull()
        ? Optional.empty()
        : Optional.of(new ChatTemplate(file, template(node, file), tokens));
  }

  /**
   * The prompt for a conversation.
   *
   * @param messages the turns so far
   * @param addGenerationPrompt whether the prompt ends with the opening of the model's answer
   * @throws InputException if the template refuses the conversation or is broken
   */
  public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
    Map<String, Object> context = new HashMap<>(specialTokens);
    context.put("messages", messages.stream().map(ChatTemplate::asMap).toList());
    context.put("add_generation_prompt", addGenerationPrompt);
    return Jinja.render(template, context, file);
  }

  /** In this order, as templates may print it. */
  private static Map<String, Object> asMap(ChatMessage message) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("role", message.role());
    map.put("content", message.content());
    return map;
  }

  /** Templates by purpose: the one for conversations is called default. */
  private static String template(JsonNode node, Path file) {
    if (node.isTextual()) {
      return node.textValue();
    }
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default") && named.path("template").isTextual()) {
        return named.path("template").textValue();
      }
    }
    throw new InputException(
        "%s: chat_template must be a string or a list with a template named default, found %s"
            .formatted(file, Json.kind(node)));
  }

  /** {@code bos_token} and the like: strings, or objects with the string as their content. */
  private static Map<String, String> specialTokens(ObjectNode config) {
    Map<String, String> tokens = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : config.properties()) {
      JsonNode value = entry.getValue();
      JsonNode token = value.isObject() ? value.path("content") : value;
      if (entry.getKey().endsWith("_token") && token.isTextual()) {
        tokens.put(entry.getKey(), token.textValue());
      }
    }
    return tokens;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InputException("%s: cannot be read: not a text in UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
