package io.mobile4j.loader.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model's {@code config.json}: its settings by their own names, typed and checked.
 *
 * <p>Two spellings of Hugging Face configurations are read, the released one ({@code rope_theta,
 * rope_scaling, torch_dtype}) and the new one ({@code rope_parameters, dtype}); {@link #normalised}
 * makes one of them. A setting that is {@code null} counts as absent. Every accessor throws {@link
 * InputException} naming the file and the key when a value is of the wrong type or out of range.
 */
public final class ModelConfig {
  /** The same setting under the names that different architectures give it. */
  private static final List<List<String>> SYNONYMS =
      List.of(
          List.of("dtype", "torch_dtype"),
          List.of("num_experts", "num_local_experts", "n_routed_experts"));

  private final Settings settings;

  private ModelConfig(Settings settings) {
    this.settings = settings;
  }

  /**
   * Reads {@code config.json} of a model's directory.
   *
   * @throws InputException if the directory or the file is missing, or is not a JSON object
   */
  public static ModelConfig read(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InputException(
          "%s: %s; give the directory of a Hugging Face checkpoint"
              .formatted(
                  directory, Files.exists(directory) ? "not a directory" : "no such directory"));
    }
    Path file = directory.resolve("config.json");
    return of(Json.read(file), file);
  }

  /**
   * The settings in {@code values}, which came from {@code file}.
   *
   * @throws InputException if the two spellings contradict each other
   */
  public static ModelConfig of(ObjectNode values, Path file) {
    return new ModelConfig(new Settings(normalised(values, file), file, ""));
  }

  /** The same with whole numbers for settings that are left out; those that are null stay so. */
  public ModelConfig withDefaults(Map<String, Integer> defaults) {
    ObjectNode values = settings.values().deepCopy();
    defaults.forEach(
        (name, value) -> {
          if (!values.has(name)) {
            values.put(name, value);
          }
        });
    return new ModelConfig(new Settings(values, file(), ""));
  }

  /** The file these settings come from. */
  public Path file() {
    return settings.file();
  }

  /** Whether the setting is there and not null. */
  public boolean has(String name) {
    return settings.has(name);
  }

  public String string(String name) {
    return settings.string(name);
  }

  public String string(String name, String absent) {
    return has(name) ? settings.string(name) : absent;
  }

  /** A size or count, at least 1. */
  public int size(String name) {
    return settings.integer(name, 1);
  }

  /** A count from 1 to {@code most}, where a larger one would be a mistake that costs memory. */
  public int count(String name, int most) {
    int value = size(name);
    if (value <= most) {
      return value;
    }
    throw settings.wrong(name, "at most " + most, settings.values().get(name));
  }

  /** A size or count, at least 1. */
  public int size(String name, int absent) {
    return has(name) ? size(name) : absent;
  }

  /** A whole number, at least 0. */
  public int integer(String name) {
    return settings.integer(name, 0);
  }

  /** A whole number, at least 0. */
  public int integer(String name, int absent) {
    return has(name) ? integer(name) : absent;
  }

  /** A finite number. */
  public double floating(String name) {
    return settings.floating(name);
  }

  /** A finite number. */
  public double floating(String name, double absent) {
    return has(name) ? floating(name) : absent;
  }

  /** A finite number above 0, such as an epsilon. */
  public double positive(String name) {
    double value = floating(name);
    if (value > 0) {
      return value;
    }
    throw settings.wrong(name, "a number above 0", settings.values().get(name));
  }

  /** A finite number above 0. */
  public double positive(String name, double absent) {
    return has(name) ? positive(name) : absent;
  }

  public boolean bool(String name, boolean absent) {
    return has(name) ? settings.bool(name) : absent;
  }

  /** Whole numbers from 0, from a list or a single number; empty if absent. */
  public List<Integer> intList(String name) {
    return settings.intList(name);
  }

  /** Strings of a list; empty if absent. */
  public List<String> stringList(String name) {
    return settings.stringList(name);
  }

  /**
   * Rotary embedding in one form, whichever way it was spelled.
   *
   * @param absentTheta the architecture's own base when the configuration gives none
   */
  public RopeConfig rope(double absentTheta) {
    return RopeConfig.from(settings.nested("rope_parameters"), absentTheta);
  }

  /** All renaming of settings happens here: afterwards each is there under all its names. */
  private static ObjectNode normalised(ObjectNode original, Path file) {
    ObjectNode values = original.deepCopy();
    for (List<String> names : SYNONYMS) {
      unite(values, names, file);
    }
    boolean released =
        values.hasNonNull("rope_scaling")
            && !(values.get("rope_scaling").isObject() && values.get("rope_scaling").isEmpty());
    String rope = released ? "rope_scaling" : "rope_parameters"; // HF: rope_scaling counts first
    JsonNode given = values.path(rope);
    if (!given.isObject() && !given.isMissingNode() && !given.isNull()) {
      throw new Settings(values, file, "").wrong(rope, "an object or null", given);
    }
    ObjectNode merged =
        given instanceof ObjectNode object ? object.deepCopy() : values.objectNode();
    for (String outer : List.of("rope_theta", "partial_rotary_factor")) {
      if (!merged.hasNonNull(outer) && values.hasNonNull(outer)) {
        merged.set(outer, values.get(outer));
      }
    }
    String positions = "original_max_position_embeddings";
    if (values.hasNonNull(positions)) {
      merged.set(positions, values.get(positions)); // HF: the outer one counts first
    }
    unite(merged, List.of("rope_type", "type"), file);
    values.set("rope_parameters", merged);
    return values;
  }

  private static void unite(ObjectNode values, List<String> names, Path file) {
    String first = names.stream().filter(values::hasNonNull).findFirst().orElse(null);
    if (first == null) {
      return;
    }
    JsonNode value = values.get(first);
    for (String name : names) {
      if (values.hasNonNull(name) && !values.get(name).equals(value)) {
        throw new InputException(
            "%s: %s is %s but %s is %s; they are two names of one setting"
                .formatted(file, first, Json.kind(value), name, Json.kind(values.get(name))));
      }
      values.set(name, value);
    }
  }
}
