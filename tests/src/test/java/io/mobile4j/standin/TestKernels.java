package io.mobile4j.standin;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels of the device API's tests, in the Java that TornadoVM compiles. */
final class TestKernels {
  static final int GROUP = 64;

  private TestKernels() {}

  /** y[i] = x[i] + 1. */
  static void addOne(KernelContext context, FloatArray x, FloatArray y) {
    int i = context.globalIdx;
    y.set(i, x.get(i) + 1f);
  }

  /** x[i] += 1. */
  static void increment(KernelContext context, FloatArray x) {
    int i = context.globalIdx;
    x.set(i, x.get(i) + 1f);
  }

  /** slots[at[0]][i] = stage[i]. */
  static void store(KernelContext context, FloatArray stage, IntArray at, FloatArray slots) {
    int i = context.globalIdx;
    slots.set(at.get(0) * stage.getSize() + i, stage.get(i));
  }

  /** y[i] = x[i + 1]: one too far at the last work-item. */
  static void readPastEnd(KernelContext context, FloatArray x, FloatArray y) {
    int i = context.globalIdx;
    y.set(i, x.get(i + 1));
  }

  /** sums[group] = sum of the group's x, by a tree in local memory. */
  static void groupSum(KernelContext context, FloatArray x, FloatArray sums) {
    int local = context.localIdx;
    float[] partial = context.allocateFloatLocalArray(GROUP);
    partial[local] = x.get(context.globalIdx);
    for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
      context.localBarrier();
      if (local < stride) {
        partial[local] += partial[local + stride];
      }
    }
    if (local == 0) {
      sums.set(context.groupIdx, partial[0]);
    }
  }

  /** y[row][column] = 1000 * row + column, with groups of two dimensions. */
  static void placeIn2d(KernelContext context, FloatArray y) {
    int row = context.groupIdy * context.localGroupSizeY + context.localIdy;
    int column = context.globalIdx;
    y.set(row * context.globalGroupSizeX + column, 1000f * context.globalIdy + column);
  }

  /** y[i] = 2 * x[i] as a parallel loop. */
  static void twice(FloatArray x, FloatArray y) {
    for (@Parallel int i = 0; i < x.getSize(); i++) {
      y.set(i, 2f * x.get(i));
    }
  }

  /** Only the first half of a group reaches the barrier. */
  static void divergentBarrier(KernelContext context, FloatArray y) {
    if (context.localIdx < GROUP / 2) {
      context.localBarrier();
    }
    y.set(context.globalIdx, 1f);
  }

  /** One work-item fails while the others wait for it. */
  static void failBeforeBarrier(KernelContext context, FloatArray y) {
    if (context.localIdx == GROUP - 1) {
      y.set(-1, 0f);
    }
    context.localBarrier();
    y.set(context.globalIdx, 1f);
  }

  /** Asks for more local memory than a group has. */
  static void tooMuchLocalMemory(KernelContext context, FloatArray y) {
    float[] local = context.allocateFloatLocalArray(16 << 10);
    local[0] = 1f;
    y.set(context.globalIdx, local[0]);
  }

  /** count[0] += 1 for every work-item. */
  static void count(KernelContext context, IntArray count) {
    context.atomicAdd(count, 0, 1);
  }
}
