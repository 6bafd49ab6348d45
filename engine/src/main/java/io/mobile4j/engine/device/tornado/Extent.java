package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.loader.weights.WeightFormat;

/**
 * Room in a pair of arrays.
 *
 * @param floats elements of the array of floats: values, scales, biases, tables
 * @param ints elements of the array of ints: quants, 16-bit values
 */
record Extent(long floats, long ints) {
  static final Extent NONE = new Extent(0, 0);

  static Extent floats(long count) {
    return new Extent(count, 0);
  }

  /** Room for a matrix. */
  static Extent of(WeightFormat format, long rows, int cols) {
    return new Extent(
        rows * DeviceMatrix.floatsPerRow(format, cols),
        rows * DeviceMatrix.intsPerRow(format, cols));
  }

  Extent plus(Extent other) {
    return new Extent(floats + other.floats, ints + other.ints);
  }

  boolean fits(long maxElements) {
    return floats <= maxElements && ints <= maxElements;
  }

  long bytes() {
    return Float.BYTES * floats + Integer.BYTES * ints;
  }
}
