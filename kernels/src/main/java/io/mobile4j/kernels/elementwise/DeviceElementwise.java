package io.mobile4j.kernels.elementwise;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Step;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Element-wise operations on a device: a work-item for each value of a token. */
public final class DeviceElementwise {
  private DeviceElementwise() {}

  /**
   * {@code y[t][i] = x[t][i]}.
   *
   * @param x [T, size]
   * @param y [T, size]
   */
  public static DeviceTask copy(
      String name, Cut cut, IntArray step, FloatArray x, FloatArray y, int size) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        size,
        cut.items(),
        List.of(step, x, y),
        graph -> graph.task(name, DeviceElementwise::copyValues, context, step, x, y, size));
  }

  /**
   * {@code y[t][i] += x[t][i]}.
   *
   * @param x [T, size]
   * @param y [T, size]
   */
  public static DeviceTask add(
      String name, Cut cut, IntArray step, FloatArray x, FloatArray y, int size) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        size,
        cut.items(),
        List.of(step, x, y),
        graph -> graph.task(name, DeviceElementwise::addValues, context, step, x, y, size));
  }

  /**
   * {@code x[t][i] = min(max(x[t][i], -limit), limit)}.
   *
   * @param x [T, size]
   * @param limit largest magnitude, positive
   */
  public static DeviceTask clamp(
      String name, Cut cut, IntArray step, FloatArray x, int size, float limit) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        size,
        cut.items(),
        List.of(step, x),
        graph -> graph.task(name, DeviceElementwise::clampValues, context, step, x, size, limit));
  }

  /**
   * {@code x[0][i] = x[first][i]}, where {@link Step#FIRST} says which row is the first that goes
   * on.
   *
   * @param x [T, size]
   */
  public static DeviceTask moveToFront(
      String name, Cut cut, IntArray step, FloatArray x, int size) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        size,
        cut.items(),
        List.of(step, x),
        graph -> graph.task(name, DeviceElementwise::moveRow, context, step, x, size));
  }

  static void copyValues(
      KernelContext context, IntArray step, FloatArray x, FloatArray y, int size) {
    int i = context.globalIdx;
    if (i >= size) {
      return;
    }
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      y.set(t * size + i, x.get(t * size + i));
    }
  }

  static void addValues(
      KernelContext context, IntArray step, FloatArray x, FloatArray y, int size) {
    int i = context.globalIdx;
    if (i >= size) {
      return;
    }
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      y.set(t * size + i, y.get(t * size + i) + x.get(t * size + i));
    }
  }

  static void moveRow(KernelContext context, IntArray step, FloatArray x, int size) {
    int i = context.globalIdx;
    if (i >= size) {
      return;
    }
    x.set(i, x.get(step.get(Step.FIRST) * size + i));
  }

  static void clampValues(
      KernelContext context, IntArray step, FloatArray x, int size, float limit) {
    int i = context.globalIdx;
    if (i >= size) {
      return;
    }
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      float value = x.get(t * size + i);
      x.set(t * size + i, TornadoMath.min(TornadoMath.max(value, -limit), limit));
    }
  }
}
