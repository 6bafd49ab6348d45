package io.mobile4j.kernels.activation;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Step;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The gated activation on a device: a work-item for each inner value. */
public final class DeviceSiluMul {
  private DeviceSiluMul() {}

  /**
   * {@code out[t][i] = silu(x[t][i]) * x[t][size + i]}.
   *
   * @param x [T, 2 * size]: gate, then up
   * @param out [T, size]
   */
  public static DeviceTask task(
      String name, Cut cut, IntArray step, FloatArray x, FloatArray out, int size) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        size,
        cut.items(),
        List.of(step, x, out),
        graph -> graph.task(name, DeviceSiluMul::apply, context, step, x, out, size));
  }

  static void apply(KernelContext context, IntArray step, FloatArray x, FloatArray out, int size) {
    int i = context.globalIdx;
    if (i >= size) {
      return;
    }
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      float gate = x.get(2 * t * size + i);
      float up = x.get((2 * t + 1) * size + i);
      out.set(t * size + i, siluMul(gate, up));
    }
  }

  /** silu(gate) * up; for use inside kernels. */
  public static float siluMul(float gate, float up) {
    return gate / (1f + TornadoMath.exp(-gate)) * up;
  }
}
