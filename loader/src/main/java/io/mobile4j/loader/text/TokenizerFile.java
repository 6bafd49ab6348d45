package io.mobile4j.loader.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Looks for what the native tokenizer does not survive: it checks most of {@code tokenizer.json}
 * itself, but ends the whole process at a contradiction between two of its parts.
 */
final class TokenizerFile {
  private static final JsonMapper MAPPER = new JsonMapper();

  private TokenizerFile() {}

  /**
   * Checks a {@code tokenizer.json}, passing over its vocabulary as a stream.
   *
   * @throws IOException if it is not JSON
   * @throws IllegalArgumentException saying what contradicts what
   */
  static void check(byte[] json) throws IOException {
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "post_processor" -> checkProcessor(parser.readValueAsTree());
          case "model" -> {
            if (hasPrefix(parser)) {
              checkMerges(MAPPER.readTree(json).path("model"));
            }
          }
          default -> parser.skipChildren();
        }
      }
    }
  }

  private static void checkProcessor(JsonNode processor) {
    processor.path("processors").forEach(TokenizerFile::checkProcessor);
    JsonNode known = processor.path("special_tokens");
    for (String template : new String[] {"single", "pair"}) {
      for (JsonNode piece : processor.path(template)) {
        JsonNode id = piece.path("SpecialToken").path("id");
        if (id.isTextual() && !known.has(id.textValue())) {
          throw new IllegalArgumentException(
              "its post_processor adds \"%s\", which its special_tokens lack"
                  .formatted(id.textValue()));
        }
      }
    }
  }

  /** Whether the model's tokens within a word have a mark of their own. */
  private static boolean hasPrefix(JsonParser parser) throws IOException {
    boolean has = false;
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
      has |= text && name.equals("continuing_subword_prefix") && !parser.getText().isEmpty();
      parser.skipChildren();
    }
    return has;
  }

  private static void checkMerges(JsonNode model) {
    String prefix = model.path("continuing_subword_prefix").asText();
    for (JsonNode merge : model.path("merges")) {
      String second =
          merge.isTextual()
              ? merge.textValue().substring(merge.textValue().indexOf(' ') + 1)
              : merge.path(1).asText();
      if (!second.startsWith(prefix)) {
        throw new IllegalArgumentException(
            "its merge to \"%s\" lacks the continuing_subword_prefix \"%s\""
                .formatted(second, prefix));
      }
    }
  }
}
