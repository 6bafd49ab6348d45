package io.mobile4j.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.activation.ScalarSiluMul;
import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.kernels.experts.DeviceBatch;
import io.mobile4j.kernels.experts.DeviceExpertSum;
import io.mobile4j.kernels.experts.DeviceExperts;
import io.mobile4j.kernels.experts.DeviceSlots;
import io.mobile4j.kernels.matmul.ScalarMatMul;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.RunsOnSdk;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Two tokens use three of five experts, two each, in slots of two arrays, on a device, against
 * scalar products: token 0 uses experts 1 and 4, token 1 experts 3 and 4.
 */
@RunsOnSdk
class DeviceExpertsTest {
  private static final long SEED = 17;
  private static final int EXPERTS = 5;
  private static final int TOP_K = 2;
  private static final int TOKENS = 2;
  private static final int PER_ARRAY = 2;
  private static final int[] SLOT = {3, 0, 1}; // of the chosen experts 1, 3, 4
  private static final int[] START = {0, 1, 2, 4};
  private static final int[] TOKEN = {0, 1, 0, 1};
  private static final int[] ORDER = {0, 2, 1, 3};

  private final Random random = new Random(SEED);
  private final DeviceBatch batch =
      DeviceBatch.allocate(EXPERTS, TOP_K, TOKENS + 1, DeviceBatch.FIELDS);
  private final List<Matrix> matrices = new ArrayList<>(); // gate, up, down of each chosen expert
  private final float[] scratch = new float[300];

  @ParameterizedTest(name = "{0}: H {1}, I {2}, {3} lanes")
  @CsvSource({
    "F32, 13, 7, 8",
    "F32, 207, 40, 1",
    "BF16, 13, 7, 2",
    "BF16, 64, 70, 32",
    "F16, 13, 7, 8",
    "Q8_0, 13, 7, 2",
    "Q8_0, 64, 70, 32"
  })
  void sumsChosenExperts(WeightFormat format, int h, int i, int lanes) {
    DeviceSlots slots = slots(format, h, i);
    fillBatch();
    Cut cut = new Cut(lanes, 1, 8);
    FloatArray x = OnDevice.random(random, TOKENS * h);
    FloatArray inner = new FloatArray(batch.entries() * i);
    FloatArray given = new FloatArray(batch.entries() * h);
    FloatArray hidden = OnDevice.random(random, TOKENS * h);
    FloatArray plain = OnDevice.random(random, TOKENS * h);
    FloatArray shared = OnDevice.random(random, TOKENS * h);
    FloatArray gate = OnDevice.random(random, TOKENS);
    float[] want = plain.toHeapArray();
    float[] wantGated = hidden.toHeapArray();
    addExperts(x.toHeapArray(), h, i, want, wantGated);
    for (int j = 0; j < wantGated.length; j++) {
      wantGated[j] += (float) (shared.get(j) / (1 + Math.exp(-gate.get(j / h))));
    }

    List<DeviceTask> tasks = new ArrayList<>();
    tasks.addAll(DeviceExperts.gateAndUp("gateUp", cut, batch, slots, x, inner));
    tasks.addAll(DeviceExperts.down("down", cut, batch, slots, inner, given));
    tasks.add(DeviceExpertSum.task("sum", cut, batch, given, plain, h));
    tasks.add(DeviceExpertSum.withGated("gated", cut, batch, given, shared, gate, hidden, h));
    List<Object> inputs =
        new ArrayList<>(
            List.of(batch.step(), batch.weights(), x, inner, given, hidden, plain, shared, gate));
    inputs.addAll(new LinkedHashSet<>(slots.floats()));
    inputs.addAll(slots.ints());
    OnDevice.run(tasks, inputs, List.of(plain, hidden));

    double tolerance = 1e-6 * h * i;
    for (int j = 0; j < want.length; j++) {
      assertEquals(want[j], plain.get(j), tolerance, "seed " + SEED + ", value " + j);
      assertEquals(wantGated[j], hidden.get(j), tolerance, "seed " + SEED + ", gated " + j);
    }
  }

  private void fillBatch() {
    batch.step().set(Step.TOKENS, TOKENS);
    batch.step().set(DeviceBatch.FROM, 0);
    batch.step().set(DeviceBatch.TO, SLOT.length);
    batch.step().set(DeviceBatch.PER_TOKEN, TOP_K);
    for (int e = 0; e < SLOT.length; e++) {
      batch.step().set(batch.slot(e), SLOT[e]);
    }
    for (int e = 0; e < START.length; e++) {
      batch.step().set(batch.start(e), START[e]);
    }
    for (int n = 0; n < TOKEN.length; n++) {
      batch.step().set(batch.token(n), TOKEN[n]);
      batch.step().set(batch.order(n / TOP_K, TOP_K, n % TOP_K), ORDER[n]);
      batch.weights().set(n, 0.5f + 0.1f * n);
    }
  }

  /** Random experts in the slots that the batch names, in two arrays of two slots. */
  private DeviceSlots slots(WeightFormat format, int h, int i) {
    int floats = DeviceSlots.floatsOf(format, h, i);
    int ints = DeviceSlots.intsOf(format, h, i);
    FloatArray tables = FloatArray.fromArray(ShortFloats.tables());
    List<FloatArray> floatArrays =
        floats == 0
            ? List.of(tables, tables)
            : List.of(new FloatArray(PER_ARRAY * floats), new FloatArray(PER_ARRAY * floats));
    List<IntArray> intArrays =
        ints == 0
            ? List.of()
            : List.of(new IntArray(PER_ARRAY * ints), new IntArray(PER_ARRAY * ints));
    Weights weights = new Weights(random, 1);
    for (int slot : SLOT) {
      int array = slot / PER_ARRAY;
      int nextFloat = slot % PER_ARRAY * floats;
      int nextInt = slot % PER_ARRAY * ints;
      for (int[] shape : new int[][] {{i, h}, {i, h}, {h, i}}) {
        Matrix matrix = weights.matrix(format, shape[0], shape[1]);
        matrices.add(matrix);
        for (int r = 0; r < shape[0]; r++) {
          if (ints == 0) {
            DevicePack.floats(
                new ScalarRowConverter(), matrix, r, scratch, floatArrays.get(array), nextFloat);
            nextFloat += shape[1];
          } else {
            DevicePack.ints(matrix, r, intArrays.get(array), nextInt);
            DevicePack.scales(matrix, r, floatArrays.get(array), nextFloat);
            nextInt += DeviceMatrix.intsPerRow(format, shape[1]);
            nextFloat += format.scalesPerRow(shape[1]);
          }
        }
      }
    }
    return new DeviceSlots(format, h, i, PER_ARRAY, floatArrays, intArrays);
  }

  private void addExperts(float[] x, int h, int i, float[]... sums) {
    ScalarMatMul matMul = new ScalarMatMul();
    for (int e = 0; e < SLOT.length; e++) {
      for (int entry = START[e]; entry < START[e + 1]; entry++) {
        Rows gate = Rows.of(new float[i], i);
        Rows up = Rows.of(new float[i], i);
        Rows down = Rows.of(new float[h], h);
        Rows token = new Rows(x, TOKEN[entry] * h, h);
        matMul.multiply(matrices.get(3 * e), token, gate, 1, 0, i);
        matMul.multiply(matrices.get(3 * e + 1), token, up, 1, 0, i);
        new ScalarSiluMul().apply(gate, up, gate, 1, 0, i);
        matMul.multiply(matrices.get(3 * e + 2), gate, down, 1, 0, h);
        for (float[] sum : sums) {
          for (int j = 0; j < h; j++) {
            sum[TOKEN[entry] * h + j] += batch.weights().get(entry) * down.data()[j];
          }
        }
      }
    }
  }
}
