package io.mobile4j.engine.arch;

import io.mobile4j.loader.InputException;
import io.mobile4j.loader.config.ModelConfig;
import java.util.List;

/** The architectures this engine knows. */
public final class Architectures {
  private static final List<Architecture> KNOWN =
      List.of(new DeepseekV2(), new Mixtral(), new Olmoe(), new Qwen2Moe(), new Qwen3Moe());

  private Architectures() {}

  /** Names ({@code model_type}) of the known architectures, sorted. */
  public static List<String> names() {
    return KNOWN.stream().map(Architecture::modelType).toList();
  }

  /**
   * Describes the model of a config.json.
   *
   * @throws InputException if the architecture is unknown or a setting is not supported
   */
  public static ModelSpec read(ModelConfig config) {
    ModelSpec spec = of(config).read(complete(config));
    if (spec.expertLayers().isEmpty()) {
      throw new InputException(
          config.file() + ": no layer with experts; this engine runs models that have some");
    }
    return spec;
  }

  /**
   * The config with what it leaves out and its architecture has a default for.
   *
   * @throws InputException if the architecture is unknown
   */
  public static ModelConfig complete(ModelConfig config) {
    return config.withDefaults(of(config).defaults());
  }

  private static Architecture of(ModelConfig config) {
    String modelType = config.string("model_type");
    return KNOWN.stream()
        .filter(architecture -> architecture.modelType().equals(modelType))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "%s: unknown architecture \"%s\"; known: %s"
                        .formatted(config.file(), modelType, String.join(", ", names()))));
  }
}
