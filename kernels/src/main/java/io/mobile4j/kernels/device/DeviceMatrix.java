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
 * scales [rows, ceil(cols / 32)] in {@code floats}. {@link WeightFormat#BF16} and {@link
 * WeightFormat#F16}: two values in each int, [rows, ceil(cols / 2)]; a table of {@link ShortFloats}
 * in {@code floats}.
 *
 * @param floats values, scales or table
 * @param ints quants or 16-bit values; null for F32
 * @param field field of the step with the index of the first value; the next one has that of the
 *     first scale or of the table, the third that of the bias
 * @param bias whether a bias [rows] in {@code floats} is added
 */
public record DeviceMatrix(
    WeightFormat format,
    int rows,
    int cols,
    FloatArray floats,
    IntArray ints,
    int field,
    boolean bias) {
  /** Fields of the step that a matrix uses. */
  public static final int FIELDS = 3;

  /** For kernels that are asked to compute from {@link WeightFormat#Q8_0_TILES}. */
  public static IllegalArgumentException unknown() {
    return new IllegalArgumentException("tiles are for the CPU");
  }

  /** Ints of a row: none of F32. */
  public static int intsPerRow(WeightFormat format, int cols) {
    return format == WeightFormat.F32
        ? 0
        : (int) Math.ceilDiv(format.rowBytes(cols), (long) Integer.BYTES);
  }

  /** Floats of a row: values, or scales. */
  public static int floatsPerRow(WeightFormat format, int cols) {
    return format == WeightFormat.F32 ? cols : format.scalesPerRow(cols);
  }
}
