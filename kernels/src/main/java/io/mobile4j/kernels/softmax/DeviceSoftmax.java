package io.mobile4j.kernels.softmax;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Lanes;
import io.mobile4j.kernels.device.Step;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Softmax on a device: a group for each token. */
public final class DeviceSoftmax {
  private DeviceSoftmax() {}

  /**
   * Turns the logits of every token into probabilities, in place.
   *
   * @param x [tokens, size]
   * @param tokens most tokens of a pass
   */
  public static DeviceTask task(
      String name, Cut cut, IntArray step, FloatArray x, int tokens, int size) {
    KernelContext context = new KernelContext();
    int lanes = cut.rowLanes();
    return DeviceTask.groups(
        name,
        tokens,
        lanes,
        List.of(step, x),
        graph -> graph.task(name, DeviceSoftmax::softmax, context, step, x, size, lanes));
  }

  static void softmax(KernelContext context, IntArray step, FloatArray x, int size, int lanes) {
    int token = context.groupIdx;
    int lane = context.localIdx;
    if (token >= step.get(Step.TOKENS)) {
      return;
    }
    int row = token * size;
    float largest = Lanes.LOWEST;
    for (int i = lane; i < size; i += lanes) {
      largest = TornadoMath.max(largest, x.get(row + i));
    }
    largest = Lanes.max(context, largest, lanes);
    float sum = 0f;
    for (int i = lane; i < size; i += lanes) {
      float power = TornadoMath.exp(x.get(row + i) - largest);
      x.set(row + i, power);
      sum += power;
    }
    sum = Lanes.sum(context, sum, lanes);
    for (int i = lane; i < size; i += lanes) {
      x.set(row + i, x.get(row + i) / sum);
    }
  }
}
