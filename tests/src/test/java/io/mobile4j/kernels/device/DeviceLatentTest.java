package io.mobile4j.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.attention.DeviceLatent;
import io.mobile4j.kernels.matmul.ScalarMatMul;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.RunsOnSdk;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The two small products of latent attention on a device against scalar products. */
@RunsOnSdk
class DeviceLatentTest {
  private static final long SEED = 13;
  private static final int TOKENS = 2;
  private static final int HEADS = 3;
  private static final int ROPE = 4;

  private final Random random = new Random(SEED);
  private final IntArray step = new IntArray(Step.FIELDS + DeviceMatrix.FIELDS);
  private final ScalarMatMul matMul = new ScalarMatMul();

  @ParameterizedTest(name = "{0}, rank {1}, {2} values without rotation")
  @CsvSource({"F32, 13, 6", "BF16, 13, 6", "F16, 32, 5", "Q8_0, 70, 5"})
  void absorbs(WeightFormat format, int rank, int nope) {
    int valueSize = 7;
    int rows = HEADS * (nope + valueSize);
    Weights weights = new Weights(random, Weights.BEFORE + rows * (rank + 3));
    Matrix kvB = weights.matrix(format, rows, rank);
    DeviceMatrix onDevice = weights.put(kvB, step, Step.FIELDS);
    step.set(Step.TOKENS, TOKENS);
    DeviceHeads q = heads(nope + ROPE);
    DeviceHeads absorbed = heads(rank + ROPE);
    DeviceHeads sums = heads(rank);
    DeviceHeads values = heads(valueSize);

    OnDevice.run(
        List.of(
            DeviceLatent.absorb("absorb", Cut.CPU, step, onDevice, q, nope, absorbed),
            DeviceLatent.values("values", Cut.CPU, step, onDevice, nope, sums, values)),
        List.of(step, weights.floats(), weights.ints(), q.data(), sums.data()),
        List.of(absorbed.data(), values.data()));

    for (int i = 0; i < TOKENS * HEADS; i++) {
      int keyRows = i % HEADS * (nope + valueSize);
      float[] want = new float[rank + ROPE];
      float[] query = q.data().toHeapArray();
      matMul.multiplyTransposed(kvB, keyRows, keyRows + nope, query, i * (nope + ROPE), want, 0);
      System.arraycopy(query, i * (nope + ROPE) + nope, want, rank, ROPE);
      near(want, absorbed, i);

      float[] value = new float[rows];
      matMul.multiply(
          kvB,
          new Rows(sums.data().toHeapArray(), i * rank, rank),
          Rows.of(value, rows),
          1,
          0,
          rows);
      float[] wantValue = new float[valueSize];
      System.arraycopy(value, keyRows + nope, wantValue, 0, valueSize);
      near(wantValue, values, i);
    }
  }

  private DeviceHeads heads(int size) {
    return new DeviceHeads(
        OnDevice.random(random, TOKENS * HEADS * size), TOKENS, HEADS * size, 0, HEADS, size);
  }

  private static void near(float[] want, DeviceHeads got, int row) {
    for (int i = 0; i < want.length; i++) {
      float value = got.data().get(row * want.length + i);
      assertEquals(want[i], value, 2e-5, "seed " + SEED + ", row " + row + ", value " + i);
    }
  }
}
