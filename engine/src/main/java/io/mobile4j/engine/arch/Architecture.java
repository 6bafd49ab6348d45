package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;
import java.util.Map;

/** Reads the config.json of one kind of model. */
public interface Architecture {
  /** {@code model_type} of the configs it reads. */
  String modelType();

  /**
   * What HF transformers takes for whole numbers that a config.json leaves out; null there is not
   * leaving out.
   */
  Map<String, Integer> defaults();

  /**
   * Describes the model.
   *
   * @param config with the defaults
   * @throws io.mobile4j.loader.InputException for a setting that this engine does not compute
   */
  ModelSpec read(ModelConfig config);
}
