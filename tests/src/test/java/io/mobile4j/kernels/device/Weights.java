package io.mobile4j.kernels.device;

import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Quantizer;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
  private final IntArray quants;
  private int nextFloat = BEFORE;
  private int nextQuant = BEFORE;

  Weights(Random random, int maxFloats) {
    this.random = random;
    floats = OnDevice.random(random, maxFloats);
    quants = new IntArray(maxFloats);
    quants.init(0x7f7f7f7f);
  }

  FloatArray floats() {
    return floats;
  }

  IntArray quants() {
    return quants;
  }

  /** A random matrix on the host. */
  Matrix matrix(WeightFormat format, int rows, int cols) {
    Matrix matrix =
        new Matrix(
            format,
            rows,
            cols,
            arena.allocate((long) rows * cols * format.valueBytes(), 64),
            arena.allocate(4L * rows * format.scalesPerRow(cols), 64));
    float[] row = new float[cols];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        row[c] = 2 * random.nextFloat() - 1;
      }
      if (format == WeightFormat.Q8_0) {
        Quantizer.row(row, matrix, r);
      } else {
        MemorySegment.copy(row, 0, matrix.data(), ValueLayout.JAVA_FLOAT, 4L * r * cols, cols);
      }
    }
    return matrix;
  }

  /** Packs a matrix and tells the step where; returns it as kernels see it. */
  DeviceMatrix put(Matrix matrix, IntArray step, int field) {
    return put(matrix, step, field, null);
  }

  /** The same with a bias [rows]. */
  DeviceMatrix put(Matrix matrix, IntArray step, int field, float[] bias) {
    boolean quantised = matrix.format() == WeightFormat.Q8_0;
    step.set(field, quantised ? nextQuant : nextFloat);
    step.set(field + 1, nextFloat);
    float[] scratch = new float[matrix.cols()];
    for (int r = 0; r < matrix.rows(); r++) {
      if (quantised) {
        DevicePack.quants(matrix, r, quants, nextQuant);
        nextQuant += DeviceMatrix.quantsPerRow(matrix.cols());
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
        quantised ? quants : null,
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
