package io.mobile4j.engine.arch;

/**
 * RMSNorm over {@code size} values: x * weight / sqrt(mean(x^2) + eps).
 *
 * @param weight the checkpoint's name of the weight [size]
 */
public record Norm(String weight, int size, float eps) {}
