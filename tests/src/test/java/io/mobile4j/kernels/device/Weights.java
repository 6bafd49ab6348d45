package io.mobile4j.kernels.device;

import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Quantizer;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Random weights, on the host and packed for a device behind some other values. */
final class Weights {
  /** Other values in front of the first, so that an ignored offset shows. */
  static final int BEFORE = 5;

  private final Arena arena = Arena.ofAuto();
  private final Random random;
  private final FloatArray floats;
  private final IntArray ints;
  private int nextFloat = BEFORE;
  private int nextInt = BEFORE;

  Weights(Random random, int maxFloats) {
    this.random = random;
    floats = OnDevice.random(random, maxFloats + ShortFloats.TABLES);
    ints = new IntArray(maxFloats);
    ints.init(0x7f7f7f7f);
  }

  FloatArray floats() {
    return floats;
  }

  IntArray ints() {
    return ints;
  }

  /** A random matrix on the host. */
  Matrix matrix(WeightFormat format, int rows, int cols) {
    Matrix matrix =
        new Matrix(
            format,
            rows,
            cols,
            arena.allocate(format.valueBytes(rows, cols), 64),
            arena.allocate(rows * format.scaleBytesPerRow(cols), 64));
    float[] row = new float[cols];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        row[c] = 2 * random.nextFloat() - 1;
      }
      store(row, matrix, r);
    }
    return matrix;
  }

  private static void store(float[] row, Matrix to, int r) {
    for (int c = 0; c < row.length; c++) {
      long at = (long) r * row.length + c;
      switch (to.format()) {
        case F32 -> to.data().setAtIndex(ValueLayout.JAVA_FLOAT, at, row[c]);
        case BF16 ->
            to.data()
                .setAtIndex(
                    ValueLayout.JAVA_SHORT, at, (short) (Float.floatToRawIntBits(row[c]) >> 16));
        case F16 -> to.data().setAtIndex(ValueLayout.JAVA_SHORT, at, Float.floatToFloat16(row[c]));
        case Q8_0, Q8_0_TILES -> Quantizer.row(row, to, r);
      }
    }
  }

  /** Packs a matrix and tells the step where; returns it as kernels see it. */
  DeviceMatrix put(Matrix matrix, IntArray step, int field) {
    return put(matrix, step, field, null);
  }

  /** The same with a bias [rows]. */
  DeviceMatrix put(Matrix matrix, IntArray step, int field, float[] bias) {
    boolean inInts = matrix.format() != WeightFormat.F32;
    step.set(field, inInts ? nextInt : nextFloat);
    step.set(field + 1, nextFloat);
    if (ShortFloats.has(matrix.format())) {
      step.set(field + 1, put(ShortFloats.tables()) + ShortFloats.table(matrix.format()));
    }
    float[] scratch = new float[matrix.cols()];
    for (int r = 0; r < matrix.rows(); r++) {
      if (inInts) {
        DevicePack.ints(matrix, r, ints, nextInt);
        nextInt += DeviceMatrix.intsPerRow(matrix.format(), matrix.cols());
        DevicePack.scales(matrix, r, floats, nextFloat);
        nextFloat += matrix.format().scalesPerRow(matrix.cols());
      } else {
        DevicePack.floats(new ScalarRowConverter(), matrix, r, scratch, floats, nextFloat);
        nextFloat += matrix.cols();
      }
    }
    if (bias != null) {
      step.set(field + 2, nextFloat);
      put(bias);
    }
    return new DeviceMatrix(
        matrix.format(),
        matrix.rows(),
        matrix.cols(),
        floats,
        inInts ? ints : null,
        field,
        bias != null);
  }

  /** Puts plain values; returns where. */
  int put(float[] values) {
    int at = nextFloat;
    for (float value : values) {
      floats.set(nextFloat++, value);
    }
    return at;
  }
}
