package io.mobile4j.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.matmul.DeviceLinear;
import io.mobile4j.kernels.matmul.ScalarMatMul;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.RunsOnSdk;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Projections on a device against the scalar reference. */
@RunsOnSdk
class DeviceLinearTest {
  private static final long SEED = 42;

  @ParameterizedTest(name = "{0}: {1} tokens of {3}, from {2}, to {4}, {5} lanes")
  @CsvSource({
    "F32, 1, 0, 1, 1, 1",
    "F32, 3, 0, 13, 7, 8",
    "F32, 3, 2, 207, 5, 32",
    "F32, 1, 0, 4098, 2, 32",
    "BF16, 1, 0, 1, 1, 1",
    "BF16, 3, 0, 13, 7, 8",
    "BF16, 3, 2, 207, 5, 32",
    "BF16, 1, 0, 4098, 2, 32",
    "F16, 1, 0, 1, 1, 1",
    "F16, 3, 0, 13, 7, 8",
    "F16, 3, 2, 207, 5, 32",
    "Q8_0, 1, 0, 1, 1, 1",
    "Q8_0, 3, 0, 13, 7, 8",
    "Q8_0, 3, 2, 207, 5, 32",
    "Q8_0, 1, 0, 4098, 2, 32",
  })
  void multiplies(WeightFormat format, int tokens, int first, int cols, int rows, int lanes) {
    Cut cut = new Cut(lanes, lanes, lanes);
    Random random = new Random(SEED);
    Weights weights = new Weights(random, Weights.BEFORE + rows * (cols + 2) + 100);
    IntArray step = new IntArray(Step.FIELDS + DeviceMatrix.FIELDS);
    step.set(Step.TOKENS, tokens);
    step.set(Step.FIRST, first);
    Matrix matrix = weights.matrix(format, rows, cols);
    float[] bias = OnDevice.random(random, rows).toHeapArray();
    DeviceMatrix plain = weights.put(matrix, step, Step.FIELDS, bias);
    DeviceMatrix unbiased = without(plain);
    FloatArray x = OnDevice.random(random, tokens * cols);
    FloatArray y = new FloatArray((tokens - first) * rows);
    FloatArray biased = new FloatArray((tokens - first) * rows);
    FloatArray sum = OnDevice.random(random, (tokens - first) * rows);
    float[] sumBefore = sum.toHeapArray();

    OnDevice.run(
        List.of(
            DeviceLinear.task("plain", cut, step, unbiased, x, y),
            DeviceLinear.task("biased", cut, step, plain, x, biased),
            DeviceLinear.addTo("added", cut, step, unbiased, x, sum)),
        List.of(step, weights.floats(), weights.ints(), x, sum),
        List.of(y, biased, sum));

    float[] expected = new float[tokens * rows];
    new ScalarMatMul()
        .multiply(matrix, Rows.of(x.toHeapArray(), cols), Rows.of(expected, rows), tokens, 0, rows);
    double tolerance = 1e-6 * cols;
    for (int i = 0; i < y.getSize(); i++) {
      float want = expected[first * rows + i];
      assertEquals(want, y.get(i), tolerance, "seed " + SEED + ", output " + i);
      assertEquals(want + bias[i % rows], biased.get(i), tolerance);
      assertEquals(want + sumBefore[i], sum.get(i), tolerance);
    }
  }

  private static DeviceMatrix without(DeviceMatrix matrix) {
    return new DeviceMatrix(
        matrix.format(),
        matrix.rows(),
        matrix.cols(),
        matrix.floats(),
        matrix.ints(),
        matrix.field(),
        false);
  }
}
