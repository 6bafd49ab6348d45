package io.mobile4j.kernels.experts;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Step;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The weighted sum of what the experts gave, on a device: a work-item for each element of the
 * hidden state. It runs over ascending experts, wherever their slots are.
 */
public final class DeviceExpertSum {
  private static final int NONE = 0;
  private static final int WHOLE = 1;
  private static final int GATED = 2;

  private DeviceExpertSum() {}

  /** {@code hidden[t] += sum over entries of t of weight * given}. */
  public static DeviceTask task(
      String name, Cut cut, DeviceBatch batch, FloatArray given, FloatArray hidden, int size) {
    return task(name, cut, batch, given, hidden, hidden, hidden, size, NONE);
  }

  /**
   * The same plus what the shared expert gave.
   *
   * @param shared [T, H]
   */
  public static DeviceTask withShared(
      String name,
      Cut cut,
      DeviceBatch batch,
      FloatArray given,
      FloatArray shared,
      FloatArray hidden,
      int size) {
    return task(name, cut, batch, given, shared, shared, hidden, size, WHOLE);
  }

  /**
   * The same plus the shared expert's output times the sigmoid of its gate.
   *
   * @param gate [T]
   */
  public static DeviceTask withGated(
      String name,
      Cut cut,
      DeviceBatch batch,
      FloatArray given,
      FloatArray shared,
      FloatArray gate,
      FloatArray hidden,
      int size) {
    return task(name, cut, batch, given, shared, gate, hidden, size, GATED);
  }

  private static DeviceTask task(
      String name,
      Cut cut,
      DeviceBatch batch,
      FloatArray given,
      FloatArray shared,
      FloatArray gate,
      FloatArray hidden,
      int size,
      int mode) {
    KernelContext context = new KernelContext();
    int order = batch.order(0, 0, 0);
    return DeviceTask.items(
        name,
        size,
        cut.items(),
        List.of(batch.step(), batch.weights(), given, shared, gate, hidden),
        graph ->
            graph.task(
                name,
                DeviceExpertSum::sum,
                context,
                batch.step(),
                batch.weights(),
                given,
                shared,
                gate,
                hidden,
                order,
                size,
                mode));
  }

  static void sum(
      KernelContext context,
      IntArray batch,
      FloatArray weights,
      FloatArray given,
      FloatArray shared,
      FloatArray gate,
      FloatArray hidden,
      int order,
      int size,
      int mode) {
    int i = context.globalIdx;
    if (i >= size) {
      return;
    }
    int tokens = batch.get(Step.TOKENS);
    int perToken = batch.get(DeviceBatch.PER_TOKEN);
    for (int t = 0; t < tokens; t++) {
      float sum = 0f;
      for (int n = 0; n < perToken; n++) {
        int entry = batch.get(order + t * perToken + n);
        sum += weights.get(entry) * given.get(entry * size + i);
      }
      if (mode == WHOLE) {
        sum += shared.get(t * size + i);
      }
      if (mode == GATED) {
        sum += shared.get(t * size + i) / (1f + TornadoMath.exp(-gate.get(t)));
      }
      hidden.set(t * size + i, hidden.get(t * size + i) + sum);
    }
  }
}
