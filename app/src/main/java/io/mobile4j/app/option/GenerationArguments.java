package io.mobile4j.app.option;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.engine.sampling.SamplingOptions;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an answer is made. */
public final class GenerationArguments {
  private static final SamplingOptions NEUTRAL = new SamplingOptions(1, 0, 1, 0, 1, 0);

  @Mixin private SamplingArguments sampling;
  @Mixin private PolicyArguments policy;
  @Mixin private ExtensionArguments extensions;

  @Option(
      names = {"-n", "--max-new-tokens"},
      paramLabel = "N",
      defaultValue = "256",
      description = "Tokens to generate at most. Default: ${DEFAULT-VALUE}.")
  private int maxNewTokens;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Ends the answer before this text. May be given several times.")
  private List<String> stop = List.of();

  @Option(names = "--ignore-eos", description = "Goes on after an end token, for measurements.")
  private boolean ignoreEos;

  /**
   * Checks what can be checked before a model is loaded.
   *
   * @throws io.mobile4j.loader.InputException if an option is out of range, or has no effect
   */
  public void check() {
    options(NEUTRAL);
  }

  /**
   * What the engine understands.
   *
   * @throws io.mobile4j.loader.InputException if an option is out of range, or has no effect
   */
  public GenerateOptions options(Engine engine) {
    return options(engine.recommendedSampling(0));
  }

  private GenerateOptions options(SamplingOptions recommended) {
    Policy chosen = policy.policy();
    return new GenerateOptions(
        maxNewTokens,
        sampling.sampling(recommended),
        chosen,
        extensions.extensions(chosen),
        stop,
        ignoreEos);
  }
}
