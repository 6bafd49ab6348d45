package io.mobile4j.kernels.rmsnorm;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceHeads;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Lanes;
import io.mobile4j.kernels.device.Step;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Root-mean-square normalisation on a device: a group for each row. */
public final class DeviceRmsNorm {
  private DeviceRmsNorm() {}

  /**
   * Normalises the rows of every token: {@code out = weight * (x / sqrt(mean(x^2) + eps))}.
   *
   * @param weights holds the weight [size]
   * @param field field of the step with the index of the weight
   * @param x rows of T tokens
   * @param out laid out as x; may be its array
   */
  public static DeviceTask task(
      String name,
      Cut cut,
      IntArray step,
      FloatArray weights,
      int field,
      float eps,
      DeviceHeads x,
      FloatArray out) {
    KernelContext context = new KernelContext();
    int lanes = cut.rowLanes();
    return DeviceTask.groups(
        name,
        x.tokens() * x.heads(),
        lanes,
        List.of(step, x.data(), weights, out),
        graph ->
            graph.task(
                name,
                DeviceRmsNorm::normalizeRows,
                context,
                step,
                x.data(),
                weights,
                out,
                field,
                x.heads(),
                x.size(),
                x.stride(),
                x.offset(),
                eps,
                lanes));
  }

  static void normalizeRows(
      KernelContext context,
      IntArray step,
      FloatArray x,
      FloatArray weights,
      FloatArray out,
      int field,
      int heads,
      int size,
      int stride,
      int offset,
      float eps,
      int lanes) {
    int token = context.groupIdx / heads;
    int lane = context.localIdx;
    if (token >= step.get(Step.TOKENS)) {
      return;
    }
    int row = token * stride + offset + (context.groupIdx % heads) * size;
    int weight = step.get(field);
    float squares = 0f;
    for (int i = lane; i < size; i += lanes) {
      squares += x.get(row + i) * x.get(row + i);
    }
    float mean = Lanes.sum(context, squares, lanes) / size;
    float factor = 1f / TornadoMath.sqrt(mean + eps);
    for (int i = lane; i < size; i += lanes) {
      out.set(row + i, weights.get(weight + i) * (x.get(row + i) * factor));
    }
  }
}
