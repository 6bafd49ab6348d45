package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.ShortFloats;
import io.mobile4j.loader.weights.WeightFormat;

/**
 * Where a matrix is in a pair of arrays.
 *
 * @param values index of the first value, in the floats or the ints
 * @param scales index in the floats of the first scale, or of the table of 16-bit floats
 * @param bias index of the bias in the floats; {@link #NONE} without one
 */
record Place(WeightFormat format, int rows, int cols, int values, int scales, int bias) {
  static final int NONE = -1;

  /** The place of a matrix that begins at {@code at}; its bias follows it. */
  static Place at(Extent at, WeightFormat format, int rows, int cols, boolean bias) {
    Extent size = Extent.of(format, rows, cols);
    int floats = Math.toIntExact(at.floats());
    int ints = Math.toIntExact(at.ints());
    return new Place(
        format,
        rows,
        cols,
        size.ints() > 0 ? ints : floats,
        ShortFloats.has(format) ? ShortFloats.table(format) : floats,
        bias ? Math.toIntExact(at.floats() + size.floats()) : NONE);
  }

  Extent size() {
    return Extent.of(format, rows, cols).plus(Extent.floats(bias == NONE ? 0 : rows));
  }

  /** Whether its values are in the ints. */
  boolean inInts() {
    return format != WeightFormat.F32;
  }
}
