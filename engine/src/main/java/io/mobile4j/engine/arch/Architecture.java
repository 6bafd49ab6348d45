package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.ModelConfig;

/** Reads the config.json of one kind of model. */
public interface Architecture {
  /** {@code model_type} of the configs it reads. */
  String modelType();

  /**
   * Describes the model.
   *
   * @throws io.mobile4j.loader.InputException for a setting that this engine does not compute
   */
  ModelSpec read(ModelConfig config);
}
