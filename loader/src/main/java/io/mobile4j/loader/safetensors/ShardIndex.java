package io.mobile4j.loader.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code model.safetensors.index.json}: which shard holds which tensor. */
final class ShardIndex {
  private ShardIndex() {}

  /**
   * The tensors of all shards.
   *
   * @throws InputException if index and shards do not agree on every tensor
   */
  static List<TensorInfo> tensors(Path index) {
    Map<String, String> shardOf = weightMap(index);
    Map<String, TensorInfo> found = new HashMap<>();
    for (String shard : new TreeSet<>(shardOf.values())) {
      for (TensorInfo tensor : Header.read(shardFile(index, shard))) {
        check(index, shard, tensor.name(), shardOf.get(tensor.name()));
        found.put(tensor.name(), tensor);
      }
    }
    shardOf.forEach(
        (name, shard) -> {
          if (!found.containsKey(name)) {
            throw new InputException(
                "%s: says that %s holds tensor %s, but it does not".formatted(index, shard, name));
          }
        });
    return List.copyOf(found.values());
  }

  private static void check(Path index, String shard, String tensor, String listed) {
    if (listed == null) {
      throw new InputException(
          "%s: does not list tensor %s, which %s holds".formatted(index, tensor, shard));
    }
    if (!listed.equals(shard)) {
      throw new InputException(
          "%s: lists tensor %s in %s, but %s holds it too".formatted(index, tensor, listed, shard));
    }
  }

  private static Map<String, String> weightMap(Path index) {
    JsonNode node = Json.read(index).path("weight_map");
    if (!(node instanceof ObjectNode weightMap) || weightMap.isEmpty()) {
      throw new InputException(
          "%s: weight_map must be an object that names each tensor's file, found %s"
              .formatted(index, node.isObject() ? "an empty one" : Json.kind(node)));
    }
    Map<String, String> shardOf = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new InputException(
            "%s: weight_map.%s must be a file name, found %s"
                .formatted(index, entry.getKey(), Json.kind(entry.getValue())));
      }
      shardOf.put(entry.getKey(), entry.getValue().textValue());
    }
    return shardOf;
  }

  /** The shard's file, which must lie beside the index: an index must not reach elsewhere. */
  private static Path shardFile(Path index, String shard) {
    boolean plainName =
        !shard.isEmpty()
            && !shard.equals("..")
            && shard.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    if (!plainName) {
      throw new InputException(
          "%s: shard \"%s\" is not the name of a file beside it".formatted(index, shard));
    }
    Path file = index.resolveSibling(shard);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "%s: shard %s is missing; download the checkpoint again".formatted(index, shard));
    }
    return file;
  }
}
