package io.mobile4j.app.bench;

import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;

/**
 * One of the ways of decoding that are compared.
 *
 * @param policy how many experts a token gets
 * @param extensions what goes beyond the paper
 */
public record Arm(Policy policy, Extensions extensions) {}
