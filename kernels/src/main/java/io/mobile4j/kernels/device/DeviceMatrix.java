package io.mobile4j.kernels.device;

import io.mobile4j.loader.weights.WeightFormat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A weight matrix on a device: a part of large arrays, whose place a kernel finds in its {@link
 * Step}, so that one kernel serves all layers.
 *
 * <p>{@link WeightFormat#F32}: values [rows, cols] in {@code floats}. {@link WeightFormat#Q8_0}:
 * four quants in each int, [rows, ceil(cols / 4)], the first in the lowest byte, missing ones zero;
 * scales [rows, ceil(cols / 32)] in {@code floats}.
 *
 * @param format F32 or Q8_0
 * @param floats values or scales
 * @param quants null for F32
 * @param field field of the step with the index of the first value; the next one has that of the
 *     first scale, the third that of the bias
 * @param bias whether a bias [rows] in {@code floats} is added
 */
public record DeviceMatrix(
    WeightFormat format,
    int rows,
    int cols,
    FloatArray floats,
    IntArray quants,
    int field,
    boolean bias) {
  /** Fields of the step that a matrix uses. */
  public static final int FIELDS = 3;

  public DeviceMatrix {
    if (format != WeightFormat.F32 && format != WeightFormat.Q8_0) {
      throw new IllegalArgumentException("no kernel computes with " + format);
    }
  }

  /** Ints of a row of quants. */
  public static int quantsPerRow(int cols) {
    return Math.ceilDiv(cols, Integer.BYTES);
  }

  /** Whether the matrix is stored as Q8_0. */
  public boolean quantised() {
    return format == WeightFormat.Q8_0;
  }
}
