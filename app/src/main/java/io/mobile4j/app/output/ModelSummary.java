package io.mobile4j.app.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.ModelFiles;
import io.mobile4j.engine.Plan;
import io.mobile4j.engine.Planner;
import io.mobile4j.engine.arch.Attention;
import io.mobile4j.engine.arch.FeedForward;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.loader.safetensors.TensorInfo;
import io.mobile4j.loader.text.ChatTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a model is, from its config.json and the headers of its weights.
 *
 * @param plan as it would be loaded without any option
 */
public record ModelSummary(ModelFiles files, Plan plan) {

  /**
   * Reads a model's directory.
   *
   * @throws io.mobile4j.loader.InputException if it is unknown, incomplete or damaged
   */
  public static ModelSummary read(Path directory) {
    ModelFiles files = ModelFiles.read(directory);
    return new ModelSummary(files, Planner.plan(files, EngineOptions.of(directory)));
  }

  /** All of it. */
  public ObjectNode json() {
    ModelSpec spec = files.spec();
    ObjectNode json =
        JsonText.object()
            .put("model", files.directory().toString())
            .put("architecture", spec.architecture())
            .put("layers", spec.layers().size())
            .put("hidden_size", spec.hiddenSize())
            .put("vocab_size", spec.vocabSize())
            .put("max_position_embeddings", spec.maxPositions());
    attention(json, spec.layers().getFirst().attention());
    experts(json, spec.experts());
    sizes(json);
    return json.put("tokenizer", Files.exists(files.directory().resolve("tokenizer.json")))
        .put("chat_template", ChatTemplate.open(files.directory()).isPresent());
  }

  private static void attention(ObjectNode json, Attention attention) {
    switch (attention) {
      case Attention.GroupedQuery gqa ->
          json.put("attention", gqa.heads() == gqa.kvHeads() ? "multi-head" : "grouped-query")
              .put("attention_heads", gqa.heads())
              .put("key_value_heads", gqa.kvHeads())
              .put("head_dim", gqa.headDim());
      case Attention.Latent mla ->
          json.put("attention", "latent")
              .put("attention_heads", mla.heads())
              .put("kv_lora_rank", mla.kvLoraRank())
              .put("head_dim", mla.qkHeadDim());
    }
  }

  private void experts(ObjectNode json, FeedForward.Experts experts) {
    json.put("expert_layers", plan.expertLayers())
        .put("experts", plan.expertsPerLayer())
        .put("experts_per_token", experts.topK())
        .put("expert_intermediate_size", plan.expert().intermediateSize())
        .put(
            "shared_expert_intermediate_size",
            experts.shared().map(shared -> shared.ffn().intermediateSize()).orElse(0))
        .put("expert_parameters", plan.expert().values());
  }

  private void sizes(ObjectNode json) {
    int topK = files.spec().experts().topK();
    long all = parameters();
    long expert = plan.expert().values();
    json.put("parameters", all)
        .put(
            "active_parameters",
            all - expert * plan.expertLayers() * (plan.expertsPerLayer() - topK))
        .put("dtypes", dtypes())
        .put("files", files.checkpoint().files().size())
        .put("checkpoint_bytes", files.checkpoint().bytes())
        .put("dense_bytes", plan.denseBytes())
        .put("expert_bytes", plan.expert().payloadBytes())
        .put("all_experts_bytes", plan.expertBytes())
        .put("kv_bytes_per_token", plan.kvBytes() / plan.contextTokens())
        .put("bytes_per_token", plan.bytesPerToken(topK))
        .put("bytes_per_token_little", plan.bytesPerToken(Math.max(1, topK / 2)));
  }

  private long parameters() {
    return files.checkpoint().tensors().values().stream()
        .mapToLong(tensor -> tensor.bytes() / tensor.dtype().bytes())
        .sum();
  }

  private String dtypes() {
    return files.checkpoint().tensors().values().stream()
        .map(TensorInfo::dtype)
        .map(Enum::name)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** A line for each entry of {@link #json}, its figures for people. */
  public static String table(ObjectNode json) {
    return json.properties().stream()
        .map(entry -> "%-32s %s".formatted(entry.getKey().replace('_', ' '), words(entry)))
        .collect(Collectors.joining("\n"));
  }

  private static String words(Map.Entry<String, JsonNode> entry) {
    JsonNode value = entry.getValue();
    if (entry.getKey().contains("bytes")) {
      return Plan.gigabytes(value.longValue());
    }
    if (entry.getKey().endsWith("parameters") && value.longValue() >= 1_000_000) {
      return String.format(Locale.ROOT, "%.4g million", value.longValue() / 1e6);
    }
    if (value.isBoolean()) {
      return value.booleanValue() ? "yes" : "no";
    }
    return value.asText();
  }
}
