package io.mobile4j.loader.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads JSON that someone else wrote; every fault is an {@link InputException} naming the file. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              // A header's thousands of names are each read once.
              new JsonFactoryBuilder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Many times the largest index of shards. */
  private static final long LARGEST = 256L << 20;

  private Json() {}

  /**
   * The JSON object that a file holds.
   *
   * @throws InputException if the file is missing, unreadable, or not exactly one JSON object
   */
  public static ObjectNode read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new InputException(
            "%s: %d bytes are too many for JSON of a model".formatted(file, Files.size(file)));
      }
      return parse(Files.readAllBytes(file), file);
    } catch (NoSuchFileException e) {
      throw new InputException("%s: no such file".formatted(file), e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * The JSON object in UTF-8 {@code bytes}, which came from {@code file}.
   *
   * @throws InputException if they are not exactly one JSON object
   */
  public static ObjectNode parse(byte[] bytes, Path file) {
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new InputException("%s: not valid JSON: %s%s".formatted(file, reason(e), place(e)), e);
    } catch (IOException e) {
      throw new InputException("%s: not valid JSON: %s".formatted(file, e.getMessage()), e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new InputException("%s: expected a JSON object, found %s".formatted(file, kind(node)));
  }

  /** What sort of value a node is, in words for a message. */
  public static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case MISSING -> "nothing";
      case NULL -> "null";
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "the string \"" + abbreviate(node.textValue()) + "\"";
      default -> abbreviate(node.asText());
    };
  }

  /** What is wrong, without Jackson's advice on how to set up Jackson. */
  public static String reason(JsonProcessingException e) {
    return e.getOriginalMessage()
        .replaceAll(" \\(start marker at \\[.*", "")
        .replaceAll(", from `[^`]*`", "")
        .replaceAll(": enable `[^`]*` to allow", "");
  }

  private static String abbreviate(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line %d, column %d)"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }
}
