package io.mobile4j.kernels.rope;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceHeads;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Step;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Rotary position embedding on a device: a work-item for each pair of values. */
public final class DeviceRope {
  private DeviceRope() {}

  /**
   * Rotates {@code 2 * pairs} values of each head in place, from {@code first} on.
   *
   * @param tables holds cosines [positions, pairs] and sines
   * @param field field of the step with the index of the cosines; the next has that of the sines
   * @param x heads of T tokens
   * @param first first rotated value of a head
   */
  public static DeviceTask task(
      String name,
      Cut cut,
      IntArray step,
      FloatArray tables,
      int field,
      Pairing pairing,
      int pairs,
      DeviceHeads x,
      int first) {
    KernelContext context = new KernelContext();
    int offset = x.offset() + first;
    int near = pairing == Pairing.NEIGHBOURS ? 1 : 0;
    return DeviceTask.items(
        name,
        x.heads() * pairs,
        cut.items(),
        List.of(step, tables, x.data()),
        graph ->
            graph.task(
                name,
                DeviceRope::rotatePairs,
                context,
                step,
                tables,
                x.data(),
                field,
                pairs,
                near,
                x.heads(),
                x.size(),
                x.stride(),
                offset));
  }

  static void rotatePairs(
      KernelContext context,
      IntArray step,
      FloatArray tables,
      FloatArray x,
      int field,
      int pairs,
      int near,
      int heads,
      int size,
      int stride,
      int offset) {
    int head = context.globalIdx / pairs;
    int pair = context.globalIdx % pairs;
    if (head >= heads) {
      return;
    }
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int angle = (step.get(Step.POSITION) + t) * pairs + pair;
      float cos = tables.get(step.get(field) + angle);
      float sin = tables.get(step.get(field + 1) + angle);
      int a = t * stride + offset + head * size + pair + near * pair;
      int b = near == 1 ? a + 1 : a + pairs;
      float first = x.get(a);
      float second = x.get(b);
      x.set(a, first * cos - second * sin);
      x.set(b, second * cos + first * sin);
    }
  }
}
