package io.mobile4j.app.experiment.domain;

/**
 * How much of a domain is measured.
 *
 * @param problems at most
 * @param tokens of texts at most
 * @param maxNewTokens longest answer
 */
record DomainLimits(int problems, int tokens, int maxNewTokens) {}
