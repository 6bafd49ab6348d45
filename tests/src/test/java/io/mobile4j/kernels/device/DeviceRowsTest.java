package io.mobile4j.kernels.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.activation.DeviceSiluMul;
import io.mobile4j.kernels.activation.ScalarSiluMul;
import io.mobile4j.kernels.elementwise.DeviceElementwise;
import io.mobile4j.kernels.rmsnorm.DeviceRmsNorm;
import io.mobile4j.kernels.rmsnorm.ScalarRmsNorm;
import io.mobile4j.kernels.rope.DeviceRope;
import io.mobile4j.kernels.rope.Pairing;
import io.mobile4j.kernels.rope.RopeTable;
import io.mobile4j.kernels.rope.ScalarRope;
import io.mobile4j.kernels.softmax.DeviceSoftmax;
import io.mobile4j.kernels.softmax.ScalarSoftmax;
import io.mobile4j.nativeconfig.RunsOnSdk;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Operations on rows of activations, on a device, against their scalar references. */
@RunsOnSdk
class DeviceRowsTest {
  private static final long SEED = 7;
  private static final int MAX_TOKENS = 4;

  private final Random random = new Random(SEED);

  private static IntArray step(int position, int tokens, int... fields) {
    IntArray step = new IntArray(Step.FIELDS + fields.length);
    step.set(Step.POSITION, position);
    step.set(Step.TOKENS, tokens);
    for (int i = 0; i < fields.length; i++) {
      step.set(Step.FIELDS + i, fields[i]);
    }
    return step;
  }

  private static void near(float[] want, FloatArray got, double tolerance) {
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got.get(i), tolerance, "seed " + SEED + ", value " + i);
    }
  }

  /** Two of three heads of a row are normalised in place; the rest stays as it is. */
  @ParameterizedTest(name = "{0} tokens, heads of {1}, {2} lanes")
  @CsvSource({"1, 1, 1", "3, 13, 8", "2, 207, 32", "1, 4098, 2"})
  void rmsNormOfHeads(int tokens, int size, int lanes) {
    Cut cut = new Cut(lanes, 1, 1);
    int stride = 3 * size + 1;
    FloatArray x = OnDevice.random(random, MAX_TOKENS * stride);
    float[] before = x.toHeapArray();
    FloatArray weights = OnDevice.random(random, size + 3);
    DeviceHeads heads = new DeviceHeads(x, MAX_TOKENS, stride, 0, 1, stride).part(size, 2, size);
    IntArray step = step(0, tokens, 3);

    OnDevice.run(
        List.of(DeviceRmsNorm.task("norm", cut, step, weights, Step.FIELDS, 1e-5f, heads, x)),
        List.of(step, weights, x),
        List.of(x));

    float[] weight = new float[size];
    System.arraycopy(weights.toHeapArray(), 3, weight, 0, size);
    for (int t = 0; t < tokens; t++) {
      Rows rows = new Rows(before, t * stride + size, size);
      new ScalarRmsNorm().normalize(rows, weight, 1e-5f, rows, 2, size);
    }
    near(before, x, 1e-5);
  }

  @ParameterizedTest(name = "{0}, {1} pairs after {2}")
  @CsvSource({"HALVES, 1, 0", "HALVES, 13, 3", "NEIGHBOURS, 16, 5"})
  void rope(Pairing pairing, int pairs, int first) {
    int positions = 9;
    int headSize = first + 2 * pairs + 1;
    int stride = 3 * headSize + 2;
    FloatArray x = OnDevice.random(random, MAX_TOKENS * stride);
    float[] before = x.toHeapArray();
    FloatArray tables = OnDevice.random(random, 1 + 2 * positions * pairs);
    IntArray step = step(4, 3, 1, 1 + positions * pairs);
    DeviceHeads heads = new DeviceHeads(x, MAX_TOKENS, stride, 2, 3, headSize);

    OnDevice.run(
        List.of(
            DeviceRope.task(
                "rope", Cut.CPU, step, tables, Step.FIELDS, pairing, pairs, heads, first)),
        List.of(step, tables, x),
        List.of(x));

    float[] cos = new float[positions * pairs];
    float[] sin = new float[positions * pairs];
    System.arraycopy(tables.toHeapArray(), 1, cos, 0, cos.length);
    System.arraycopy(tables.toHeapArray(), 1 + cos.length, sin, 0, sin.length);
    RopeTable table = new RopeTable(pairing, pairs, cos, sin);
    for (int t = 0; t < 3; t++) {
      new ScalarRope().rotate(new Rows(before, t * stride + 2 + first, headSize), 3, table, 4 + t);
    }
    near(before, x, 1e-6);
  }

  @ParameterizedTest(name = "{0} of {1} lanes")
  @CsvSource({"1, 1", "13, 8", "207, 32", "4098, 2"})
  void softmax(int size, int lanes) {
    FloatArray x = OnDevice.random(random, MAX_TOKENS * size);
    x.set(size / 2, 90f); // a probability of one, and many of zero
    float[] before = x.toHeapArray();
    IntArray step = step(0, 2);

    OnDevice.run(
        List.of(DeviceSoftmax.task("softmax", new Cut(lanes, 1, 1), step, x, MAX_TOKENS, size)),
        List.of(step, x),
        List.of(x));

    new ScalarSoftmax().apply(before, 0, size);
    new ScalarSoftmax().apply(before, size, size);
    near(before, x, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"1", "13", "207"})
  void siluMul(int size) {
    FloatArray x = OnDevice.random(random, MAX_TOKENS * 2 * size);
    x.set(0, -300f); // its exponential is infinite
    FloatArray out = new FloatArray(MAX_TOKENS * size);
    IntArray step = step(0, 3);

    OnDevice.run(
        List.of(DeviceSiluMul.task("silu", Cut.CPU, step, x, out, size)),
        List.of(step, x),
        List.of(out));

    float[] want = new float[3 * size];
    float[] values = x.toHeapArray();
    new ScalarSiluMul()
        .apply(
            new Rows(values, 0, 2 * size),
            new Rows(values, size, 2 * size),
            Rows.of(want, size),
            3,
            0,
            size);
    near(want, out, 1e-6);
  }

  @Test
  void copyAndClampLeaveOtherTokensAlone() {
    int size = 13;
    FloatArray x = OnDevice.random(random, MAX_TOKENS * size);
    FloatArray clamped = FloatArray.fromArray(x.toHeapArray());
    FloatArray copy = new FloatArray(MAX_TOKENS * size);
    IntArray step = step(0, 2);

    OnDevice.run(
        List.of(
            DeviceElementwise.copy("copy", Cut.CPU, step, x, copy, size),
            DeviceElementwise.clamp("clamp", Cut.CPU, step, clamped, size, 0.25f)),
        List.of(step, x, clamped),
        List.of(copy, clamped));

    float[] want = x.toHeapArray();
    near(Arrays.copyOf(want, 2 * size), copy, 0);
    for (int i = 0; i < 2 * size; i++) {
      want[i] = Math.clamp(want[i], -0.25f, 0.25f);
    }
    assertArrayEquals(want, clamped.toHeapArray());
  }
}
