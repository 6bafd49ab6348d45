package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.arch.Norm;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.cpu.Kernels;

/** One RMSNorm with its weight. */
final class CpuNorm {
  private final Kernels kernels;
  private final Norm norm;
  private final float[] weight; // [size]

  CpuNorm(CpuContext context, Norm norm) {
    kernels = context.kernels();
    this.norm = norm;
    weight = context.weights().floats(norm.weight());
  }

  /** Normalises {@code rows} rows of x [rows, size] into out. */
  void apply(Rows x, Rows out, int rows) {
    kernels.rmsNorm().normalize(x, weight, norm.eps(), out, rows, norm.size());
  }
}
