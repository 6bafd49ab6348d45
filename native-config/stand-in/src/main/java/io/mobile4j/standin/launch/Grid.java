package io.mobile4j.standin.launch;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** How many work-items a task runs as, and in groups of how many. Dimensions are 0, 1, 2. */
public final class Grid {
  /** Most work-items of a group, as on the GPUs of today. */
  public static final int MAX_GROUP = 1024;

  /** Bytes of a group's local arrays together, as on the GPUs of today. */
  public static final long LOCAL_MEMORY = 48 << 10;

  private static final int DEFAULT_GROUP = 256;

  private final int[] global; // [x, y, z] work-items
  private final int[] local; // [x, y, z] work-items of a group

  private Grid(int[] global, int[] local) {
    this.global = global;
    this.local = local;
  }

  /**
   * Checks a grid as a driver does.
   *
   * @param task whose grid it is, for the message
   * @param global work-items [x, y, z]
   * @param local work-items of a group [x, y, z], or null to leave the choice to the device
   */
  public static Grid of(String task, long[] global, long[] local) {
    long[] chosen = local == null ? new long[] {defaultGroup(global[0]), 1, 1} : local;
    boolean whole = chosen[0] * chosen[1] * chosen[2] <= MAX_GROUP;
    for (int d = 0; d < 3; d++) {
      whole &= chosen[d] > 0 && global[d] > 0 && global[d] % chosen[d] == 0;
    }
    if (!whole) {
      throw new TornadoRuntimeException(
          "task %s: groups of %s do not divide a grid of %s, or have more than %d work-items"
              .formatted(task, Arrays.toString(chosen), Arrays.toString(global), MAX_GROUP));
    }
    return new Grid(ints(global), ints(chosen));
  }

  private static long defaultGroup(long items) {
    long size = Math.min(items, DEFAULT_GROUP);
    while (size > 1 && items % size != 0) {
      size--;
    }
    return size;
  }

  private static int[] ints(long[] sizes) {
    return Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray();
  }

  int global(int dimension) {
    return global[dimension];
  }

  int local(int dimension) {
    return local[dimension];
  }

  int groups(int dimension) {
    return global[dimension] / local[dimension];
  }

  int groups() {
    return groups(0) * groups(1) * groups(2);
  }

  int groupSize() {
    return local[0] * local[1] * local[2];
  }
}
