package io.mobile4j.loader.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a model's makers want it to be sampled, from {@code generation_config.json}; what is absent
 * there has the default of Hugging Face transformers.
 *
 * @param eosTokenIds tokens that end an answer; empty if there is none
 * @param doSample false for greedy decoding
 * @param temperature at least 0
 * @param topK 0 for no limit
 * @param topP in (0, 1]
 * @param minP in [0, 1]
 * @param repetitionPenalty above 0; 1 for none
 * @param ignored names of other settings that would change an answer, sorted
 */
public record GenerationConfig(
    List<Integer> eosTokenIds,
    boolean doSample,
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    List<String> ignored) {
  private static final String EOS = "eos_token_id";

  private static final Set<String> READ =
      Set.of(EOS, "do_sample", "temperature", "top_k", "top_p", "min_p", "repetition_penalty");

  /** Settings that change no token, and the lengths, which the one who asks gives. */
  private static final Set<String> HARMLESS =
      Set.of(
          "_from_model_config",
          "bos_token_id",
          "cache_implementation",
          "decoder_start_token_id",
          "max_length",
          "max_new_tokens",
          "output_attentions",
          "output_hidden_states",
          "output_logits",
          "output_scores",
          "pad_token_id",
          "return_dict_in_generate",
          "transformers_version",
          "use_cache");

  /** Values of Hugging Face transformers that mean nothing is done. */
  private static final Map<String, Double> NEUTRAL =
      Map.of(
          "encoder_repetition_penalty", 1.0,
          "guidance_scale", 1.0,
          "length_penalty", 1.0,
          "num_beam_groups", 1.0,
          "num_beams", 1.0,
          "num_return_sequences", 1.0,
          "typical_p", 1.0);

  /**
   * Reads {@code generation_config.json} beside the configuration, if it is there. The ends of an
   * answer fall back to those of {@code config.json}.
   *
   * @throws io.mobile4j.loader.InputException if a value has the wrong type or is out of range
   */
  public static GenerationConfig read(ModelConfig config) {
    Path file = config.file().resolveSibling("generation_config.json");
    ObjectNode values =
        Files.exists(file) ? Json.read(file) : JsonNodeFactory.instance.objectNode();
    Settings settings = new Settings(values, file, "");
    return new GenerationConfig(
        settings.has(EOS) ? settings.intList(EOS) : config.intList(EOS),
        settings.has("do_sample") && settings.bool("do_sample"),
        ranged(settings, "temperature", 1, 0, Float.MAX_VALUE),
        settings.has("top_k") ? settings.integer("top_k", 0) : 50,
        ranged(settings, "top_p", 1, Double.MIN_VALUE, 1),
        ranged(settings, "min_p", 0, 0, 1),
        ranged(settings, "repetition_penalty", 1, Double.MIN_VALUE, Float.MAX_VALUE),
        values
            .propertyStream()
            .filter(GenerationConfig::ignored)
            .map(Map.Entry::getKey)
            .sorted()
            .toList());
  }

  /** Whether a setting is neither read nor without effect. */
  private static boolean ignored(Map.Entry<String, JsonNode> setting) {
    String name = setting.getKey();
    JsonNode value = setting.getValue();
    boolean off =
        value.isNull()
            || value.isContainerNode() && value.isEmpty()
            || value.isBoolean() && !value.booleanValue()
            || value.isNumber() && value.doubleValue() == NEUTRAL.getOrDefault(name, 0.0);
    return !off && !READ.contains(name) && !HARMLESS.contains(name);
  }

  private static double ranged(
      Settings settings, String name, double absent, double least, double most) {
    if (!settings.has(name)) {
      return absent;
    }
    double value = settings.floating(name);
    if (value >= least && value <= most) {
      return value;
    }
    throw settings.wrong(
        name,
        least == 0 ? "from 0 to " + most : "above 0, at most " + most,
        settings.values().get(name));
  }
}
