package io.mobile4j.kernels.device;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Uses an array without changing it, as if to read and write it: the runtime makes room on a device
 * only for arrays that a task uses.
 */
public final class DeviceTouch {
  private DeviceTouch() {}

  public static DeviceTask task(String name, FloatArray array) {
    KernelContext context = new KernelContext();
    return DeviceTask.groups(
        name, 1, 1, List.of(array), graph -> graph.task(name, DeviceTouch::floats, context, array));
  }

  public static DeviceTask task(String name, IntArray array) {
    KernelContext context = new KernelContext();
    return DeviceTask.groups(
        name, 1, 1, List.of(array), graph -> graph.task(name, DeviceTouch::ints, context, array));
  }

  static void floats(KernelContext context, FloatArray array) {
    int i = context.globalIdx;
    array.set(i, array.get(i) + 0f);
  }

  static void ints(KernelContext context, IntArray array) {
    int i = context.globalIdx;
    array.set(i, array.get(i) + 0);
  }
}
