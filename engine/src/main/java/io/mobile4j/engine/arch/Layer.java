package io.mobile4j.engine.arch;

/** One decoder layer: x += attention(inputNorm(x)); x += feedForward(postAttentionNorm(x)). */
public record Layer(
    Norm inputNorm, Attention attention, Norm postAttentionNorm, FeedForward feedForward) {}
