package io.mobile4j.engine.device.tornado;

import io.mobile4j.loader.weights.WeightFormat;

/**
 * Where a matrix is in a pair of arrays.
 *
 * @param format F32 or Q8_0
 * @param values index of the first value, in the floats or the ints
 * @param scales index of the first scale in the floats
 * @param bias index of the bias in the floats; {@link #NONE} without one
 */
record Place(WeightFormat format, int rows, int cols, int values, int scales, int bias) {
  static final int NONE = -1;

  /** The place of a matrix that begins at {@code at}; its bias follows it. */
  static Place at(Extent at, WeightFormat format, int rows, int cols, boolean bias) {
    Extent size = Extent.of(format, rows, cols);
    int floats = Math.toIntExact(at.floats());
    int ints = Math.toIntExact(at.ints());
    boolean quantised = format == WeightFormat.Q8_0;
    return new Place(
        quantised ? format : WeightFormat.F32,
        rows,
        cols,
        quantised ? ints : floats,
        floats,
        bias ? Math.toIntExact(at.floats() + size.floats()) : NONE);
  }

  Extent size() {
    return Extent.of(format, rows, cols).plus(Extent.floats(bias == NONE ? 0 : rows));
  }

  boolean quantised() {
    return format == WeightFormat.Q8_0;
  }
}
