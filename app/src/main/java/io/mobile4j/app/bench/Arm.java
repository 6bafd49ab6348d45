package io.mobile4j.app.bench;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;

/**
 * One of the ways of decoding that are compared.
 *
 * @param name for people
 * @param engine what computes; arms whose slots, cache and link are the same may share one
 * @param policy how many experts a token gets
 * @param extensions what goes beyond the paper
 */
public record Arm(String name, Engine engine, Policy policy, Extensions extensions) {
  /** An arm that is named after its policy. */
  public static Arm of(Engine engine, Policy policy, Extensions extensions) {
    return new Arm(policy.label(), engine, policy, extensions);
  }

  /** The same answers, made this arm's way. */
  public GenerateOptions of(GenerateOptions answers) {
    return answers.withPolicy(policy).withExtensions(extensions);
  }
}
