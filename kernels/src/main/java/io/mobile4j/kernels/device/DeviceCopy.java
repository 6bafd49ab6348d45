package io.mobile4j.kernels.device;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Copies between a small array that travels to or from the host and a part of a large one that
 * stays: the runtime moves whole arrays only.
 */
public final class DeviceCopy {
  /** Field of the step: index of the part in the large array. */
  public static final int OFFSET = 0;

  /** Field: its length. */
  public static final int COUNT = 1;

  /** Fields of the step. */
  public static final int FIELDS = 2;

  private static final int MAX_ITEMS = 1 << 16; // enough for any device; each copies several values

  private DeviceCopy() {}

  /** {@code large[offset, offset + count) = small[0, count)}. */
  public static DeviceTask into(
      String name, Cut cut, IntArray step, FloatArray small, FloatArray large) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        items(small.getSize()),
        cut.items(),
        List.of(step, small, large),
        graph -> graph.task(name, DeviceCopy::floatsInto, context, step, small, large));
  }

  /** The same for ints. */
  public static DeviceTask into(
      String name, Cut cut, IntArray step, IntArray small, IntArray large) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        items(small.getSize()),
        cut.items(),
        List.of(step, small, large),
        graph -> graph.task(name, DeviceCopy::intsInto, context, step, small, large));
  }

  /** {@code small[0, count) = large[offset, offset + count)}. */
  public static DeviceTask outOf(
      String name, Cut cut, IntArray step, FloatArray large, FloatArray small) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        items(small.getSize()),
        cut.items(),
        List.of(step, small, large),
        graph -> graph.task(name, DeviceCopy::floatsOutOf, context, step, large, small));
  }

  /** The same for ints. */
  public static DeviceTask outOf(
      String name, Cut cut, IntArray step, IntArray large, IntArray small) {
    KernelContext context = new KernelContext();
    return DeviceTask.items(
        name,
        items(small.getSize()),
        cut.items(),
        List.of(step, small, large),
        graph -> graph.task(name, DeviceCopy::intsOutOf, context, step, large, small));
  }

  private static int items(int size) {
    return Math.min(size, MAX_ITEMS);
  }

  static void floatsInto(KernelContext context, IntArray step, FloatArray small, FloatArray large) {
    int offset = step.get(OFFSET);
    int count = step.get(COUNT);
    for (int i = context.globalIdx; i < count; i += context.globalGroupSizeX) {
      large.set(offset + i, small.get(i));
    }
  }

  static void intsInto(KernelContext context, IntArray step, IntArray small, IntArray large) {
    int offset = step.get(OFFSET);
    int count = step.get(COUNT);
    for (int i = context.globalIdx; i < count; i += context.globalGroupSizeX) {
      large.set(offset + i, small.get(i));
    }
  }

  static void floatsOutOf(
      KernelContext context, IntArray step, FloatArray large, FloatArray small) {
    int offset = step.get(OFFSET);
    int count = step.get(COUNT);
    for (int i = context.globalIdx; i < count; i += context.globalGroupSizeX) {
      small.set(i, large.get(offset + i));
    }
  }

  static void intsOutOf(KernelContext context, IntArray step, IntArray large, IntArray small) {
    int offset = step.get(OFFSET);
    int count = step.get(COUNT);
    for (int i = context.globalIdx; i < count; i += context.globalGroupSizeX) {
      small.set(i, large.get(offset + i));
    }
  }
}
