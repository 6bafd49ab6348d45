package uk.ac.manchester.tornado.api;

import io.mobile4j.standin.launch.WorkItem;
import java.util.Arrays;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A work-item's view of its launch: where it is in the grid, its group's barrier and local memory.
 * The one that a graph is built with stands for those that the launch makes. Functions that not
 * every backend has (float atomics, shuffles, matrix units) are left out.
 */
public class KernelContext {
  private static final Object ATOMIC = new Object();

  public final Integer globalIdx;
  public final Integer globalIdy;
  public final Integer globalIdz;
  public final Integer groupIdx;
  public final Integer groupIdy;
  public final Integer groupIdz;
  public final Integer localIdx;
  public final Integer localIdy;
  public final Integer localIdz;
  public final Integer globalGroupSizeX;
  public final Integer globalGroupSizeY;
  public final Integer globalGroupSizeZ;
  public final Integer localGroupSizeX;
  public final Integer localGroupSizeY;
  public final Integer localGroupSizeZ;

  private final WorkItem item;

  public KernelContext() {
    this(WorkItem.alone());
  }

  KernelContext(WorkItem item) {
    this.item = item;
    globalIdx = item.global(0);
    globalIdy = item.global(1);
    globalIdz = item.global(2);
    groupIdx = item.group(0);
    groupIdy = item.group(1);
    groupIdz = item.group(2);
    localIdx = item.local(0);
    localIdy = item.local(1);
    localIdz = item.local(2);
    globalGroupSizeX = item.globalSize(0);
    globalGroupSizeY = item.globalSize(1);
    globalGroupSizeZ = item.globalSize(2);
    localGroupSizeX = item.localSize(0);
    localGroupSizeY = item.localSize(1);
    localGroupSizeZ = item.localSize(2);
  }

  /** Waits for every work-item of the group. */
  public void localBarrier() {
    item.barrier();
  }

  /** Waits for every work-item of the group; as on a device, other groups are not waited for. */
  public void globalBarrier() {
    item.barrier();
  }

  /** The group's array; its first content is NaN, as a device's is undefined. */
  public float[] allocateFloatLocalArray(int size) {
    return item.localArray(
        float[].class,
        size,
        n -> {
          float[] array = new float[n];
          Arrays.fill(array, Float.NaN);
          return array;
        });
  }

  /** The group's array; its first content is -1, as a device's is undefined. */
  public int[] allocateIntLocalArray(int size) {
    return item.localArray(
        int[].class,
        size,
        n -> {
          int[] array = new int[n];
          Arrays.fill(array, -1);
          return array;
        });
  }

  /** The group's array; its first content is -1, as a device's is undefined. */
  public byte[] allocateByteLocalArray(int size) {
    return item.localArray(
        byte[].class,
        size,
        n -> {
          byte[] array = new byte[n];
          Arrays.fill(array, (byte) -1);
          return array;
        });
  }

  public void atomicAdd(IntArray array, int index, int val) {
    synchronized (ATOMIC) {
      array.set(index, array.get(index) + val);
    }
  }

  public void atomicAdd(int[] array, int index, int val) {
    synchronized (ATOMIC) {
      array[index] += val;
    }
  }
}
