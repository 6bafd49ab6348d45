package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.Linear;
import io.mobile4j.engine.arch.RopeTables;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.kernels.device.DevicePack;
import io.mobile4j.kernels.device.ShortFloats;
import io.mobile4j.kernels.rope.RopeTable;
import io.mobile4j.loader.weights.DenseWeights;
import io.mobile4j.loader.weights.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Writes the weights of a band to the device, each to its place. */
final class BandFilling {
  private final DenseWeights weights;
  private final RopeTables tables;
  private final RowConverter converter;
  private final Filling<FloatArray> floats;
  private final Filling<IntArray> ints; // null where all is floats
  private float[] scratch = new float[0];

  BandFilling(
      DenseWeights weights,
      RopeTables tables,
      RowConverter converter,
      Filling<FloatArray> floats,
      Filling<IntArray> ints) {
    this.weights = weights;
    this.tables = tables;
    this.converter = converter;
    this.floats = floats;
    this.ints = ints;
  }

  void fill(Band band) {
    vector(ShortFloats.tables(), 0);
    band.places().forEach(this::stack);
    band.vectors().forEach((norm, at) -> vector(weights.floats(norm.weight()), at));
    band.tables()
        .forEach(
            (rope, at) -> {
              RopeTable table = tables.of(rope);
              vector(table.cos(), at);
              vector(table.sin(), (long) at + table.cos().length);
            });
    floats.flush();
    if (ints != null) {
      ints.flush();
    }
  }

  private void stack(Stack stack, Place place) {
    int row = 0;
    for (Linear part : stack.parts()) {
      Matrix matrix = weights.matrix(part.weight());
      for (int r = 0; r < matrix.rows(); r++) {
        row(matrix, r, place, row++);
      }
    }
    if (place.bias() != Place.NONE) {
      int at = place.bias();
      for (Linear part : stack.parts()) {
        vector(part.bias().map(weights::floats).orElseGet(() -> new float[part.out()]), at);
        at += part.out();
      }
    }
  }

  /** Row r of a matrix becomes a row of the stack. */
  private void row(Matrix matrix, int r, Place place, int row) {
    int cols = matrix.cols();
    if (place.inInts()) {
      int size = DeviceMatrix.intsPerRow(place.format(), cols);
      int at = ints.next(place.values() + (long) row * size, size);
      DevicePack.ints(matrix, r, ints.array(), at);
      int scales = place.format().scalesPerRow(cols);
      if (scales > 0) {
        at = floats.next(place.scales() + (long) row * scales, scales);
        DevicePack.scales(matrix, r, floats.array(), at);
      }
    } else {
      int at = floats.next(place.values() + (long) row * cols, cols);
      DevicePack.floats(converter, matrix, r, scratch(cols), floats.array(), at);
    }
  }

  private float[] scratch(int size) {
    if (scratch.length < size) {
      scratch = new float[size];
    }
    return scratch;
  }

  private void vector(float[] values, long at) {
    for (int from = 0; from < values.length; from += floats.size()) {
      int count = Math.min(floats.size(), values.length - from);
      long to = (long) floats.next(at + from, count) * Float.BYTES;
      MemorySegment target = floats.array().getSegment();
      MemorySegment.copy(values, from, target, ValueLayout.JAVA_FLOAT, to, count);
    }
  }
}
