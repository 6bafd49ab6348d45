package io.mobile4j.kernels.device;

/**
 * How a device wants work cut into groups. All are powers of two.
 *
 * @param rowLanes work-items that share the sum of one row of a matrix
 * @param headLanes work-items that share one head of attention
 * @param items work-items of a group that compute something each by itself
 */
public record Cut(int rowLanes, int headLanes, int items) {
  /** One work-item after the other: plain Java, and CPUs behind OpenCL. */
  public static final Cut CPU = new Cut(2, 2, 8);

  /** A warp for a row, four for a head. */
  public static final Cut GPU = new Cut(32, 128, 128);

  public Cut {
    if (Integer.bitCount(rowLanes) != 1
        || Integer.bitCount(headLanes) != 1
        || Integer.bitCount(items) != 1) {
      throw new IllegalArgumentException(rowLanes + ", " + headLanes + ", " + items);
    }
  }
}
