package io.mobile4j.engine;

import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.engine.sampling.SamplingOptions;
import io.mobile4j.loader.InputException;
import java.util.List;

/**
 * One request.
 *
 * @param maxNewTokens most tokens to generate, at least 1
 * @param sampling how they are chosen
 * @param policy how many experts they get
 * @param extensions what goes beyond the paper
 * @param stop strings that end the answer; they are not part of it
 * @param ignoreEos go on after an end token, for measurements
 */
public record GenerateOptions(
    int maxNewTokens,
    SamplingOptions sampling,
    Policy policy,
    Extensions extensions,
    List<String> stop,
    boolean ignoreEos) {

  public GenerateOptions {
    stop = List.copyOf(stop);
    if (stop.contains("")) {
      throw new InputException("a stop string is empty");
    }
    if (maxNewTokens < 1) {
      throw new InputException("max-new-tokens = " + maxNewTokens + " must be at least 1");
    }
  }

  /** Greedy, exact, up to {@code maxNewTokens} tokens. */
  public static GenerateOptions greedy(int maxNewTokens) {
    return new GenerateOptions(
        maxNewTokens,
        SamplingOptions.GREEDY,
        new Policy.Exact(),
        Extensions.NONE,
        List.of(),
        false);
  }

  public GenerateOptions withPolicy(Policy newPolicy) {
    return new GenerateOptions(maxNewTokens, sampling, newPolicy, extensions, stop, ignoreEos);
  }

  public GenerateOptions withSampling(SamplingOptions newSampling) {
    return new GenerateOptions(maxNewTokens, newSampling, policy, extensions, stop, ignoreEos);
  }

  public GenerateOptions withStop(List<String> newStop) {
    return new GenerateOptions(maxNewTokens, sampling, policy, extensions, newStop, ignoreEos);
  }

  public GenerateOptions withIgnoreEos(boolean ignore) {
    return new GenerateOptions(maxNewTokens, sampling, policy, extensions, stop, ignore);
  }

  public GenerateOptions withExtensions(Extensions newExtensions) {
    return new GenerateOptions(maxNewTokens, sampling, policy, newExtensions, stop, ignoreEos);
  }
}
