package io.mobile4j.kernels.device;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/**
 * Sums and maxima over the work-items (lanes) of a group, for use inside kernels. All lanes must
 * call; all get the result, which depends only on the lanes' values, never on timing.
 */
public final class Lanes {
  /** Below every score: devices may compute without infinities. */
  public static final float LOWEST = -1e30f;

  private Lanes() {}

  /**
   * The sum of all lanes' values.
   *
   * @param lanes work-items of the group, a power of two, constant where the kernel is compiled
   */
  public static float sum(KernelContext context, float value, int lanes) {
    float[] parts = context.allocateFloatLocalArray(lanes);
    int lane = context.localIdx;
    parts[lane] = value;
    for (int half = lanes / 2; half > 0; half = half / 2) {
      context.localBarrier();
      if (lane < half) {
        parts[lane] = parts[lane] + parts[lane + half];
      }
    }
    context.localBarrier();
    float sum = parts[0];
    context.localBarrier(); // the array may be written again at once
    return sum;
  }

  /** The largest of all lanes' values; parameters as in {@link #sum}. */
  public static float max(KernelContext context, float value, int lanes) {
    float[] parts = context.allocateFloatLocalArray(lanes);
    int lane = context.localIdx;
    parts[lane] = value;
    for (int half = lanes / 2; half > 0; half = half / 2) {
      context.localBarrier();
      if (lane < half) {
        parts[lane] = TornadoMath.max(parts[lane], parts[lane + half]);
      }
    }
    context.localBarrier();
    float largest = parts[0];
    context.localBarrier();
    return largest;
  }
}
