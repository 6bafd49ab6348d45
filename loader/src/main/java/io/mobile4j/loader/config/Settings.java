package io.mobile4j.loader.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Typed, checked access to one JSON object of settings. A setting that is {@code null} counts as
 * absent, as it does in Python's configurations.
 *
 * @param values the settings
 * @param file where they come from, for messages
 * @param path what stands before a key in messages, e.g. {@code rope_parameters.}
 */
record Settings(ObjectNode values, Path file, String path) {
  /** No size in a model's configuration comes near this; it keeps products of two in a long. */
  static final int LARGEST = 1 << 28;

  boolean has(String name) {
    return values.hasNonNull(name);
  }

  String string(String name) {
    JsonNode node = required(name);
    if (node.isTextual()) {
      return node.textValue();
    }
    throw wrong(name, "a string", node);
  }

  /** A whole number from {@code least} to {@link #LARGEST}. */
  int integer(String name, int least) {
    return integer(name, required(name), least);
  }

  private int integer(String name, JsonNode node, int least) {
    if (!node.isNumber() || !node.canConvertToExactIntegral()) {
      throw wrong(name, "a whole number", node);
    }
    if (!node.canConvertToInt() || node.intValue() < least || node.intValue() > LARGEST) {
      throw wrong(name, "a whole number from %d to %d".formatted(least, LARGEST), node);
    }
    return node.intValue();
  }

  double floating(String name) {
    JsonNode node = required(name);
    if (node.isNumber() && Double.isFinite(node.doubleValue())) {
      return node.doubleValue();
    }
    throw wrong(name, "a finite number", node);
  }

  boolean bool(String name) {
    JsonNode node = required(name);
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    throw wrong(name, "true or false", node);
  }

  /** A list of whole numbers from 0, or a single one; empty if absent. */
  List<Integer> intList(String name) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode node = required(name);
    if (!node.isArray()) {
      return List.of(integer(name, node, 0));
    }
    return IntStream.range(0, node.size())
        .mapToObj(i -> integer(name + "[" + i + "]", node.get(i), 0))
        .toList();
  }

  List<String> stringList(String name) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode list = required(name);
    if (!list.isArray() || list.valueStream().anyMatch(item -> !item.isTextual())) {
      throw wrong(name, "a list of strings", list);
    }
    return list.valueStream().map(JsonNode::textValue).toList();
  }

  /** The settings of a nested object. */
  Settings nested(String name) {
    JsonNode node = required(name);
    if (node instanceof ObjectNode object) {
      return new Settings(object, file, path + name + ".");
    }
    throw wrong(name, "an object", node);
  }

  InputException wrong(String name, String expected, JsonNode found) {
    return new InputException(
        "%s: %s%s must be %s, found %s".formatted(file, path, name, expected, Json.kind(found)));
  }

  private JsonNode required(String name) {
    if (has(name)) {
      return values.get(name);
    }
    throw new InputException(
        "%s: %s%s is %s, but this model needs it"
            .formatted(file, path, name, values.has(name) ? "null" : "missing"));
  }
}
