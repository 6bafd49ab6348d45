package io.mobile4j.engine.device.cpu;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Workers;
import io.mobile4j.loader.weights.DenseWeights;

/**
 * What every part of the CPU device works with.
 *
 * @param maxTokens T, most positions of a pass
 */
record CpuContext(Kernels kernels, Workers workers, DenseWeights weights, int maxTokens) {}
