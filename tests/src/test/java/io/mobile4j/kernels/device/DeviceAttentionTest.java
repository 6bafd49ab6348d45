package io.mobile4j.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.attention.DeviceAttention;
import io.mobile4j.kernels.attention.DeviceCache;
import io.mobile4j.kernels.attention.DeviceKvStore;
import io.mobile4j.kernels.attention.KvCache;
import io.mobile4j.kernels.attention.Queries;
import io.mobile4j.kernels.attention.ScalarAttention;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.RunsOnSdk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Storing keys and values and attending to them, on a device, against the scalar reference. */
@RunsOnSdk
class DeviceAttentionTest {
  private static final long SEED = 11;
  private static final int MAX_TOKENS = 3;
  private static final int CAPACITY = 21;

  private final Random random = new Random(SEED);

  @ParameterizedTest(name = "{0}: {1} heads over {2} of {3}, window {4}, {5} lanes")
  @CsvSource({
    "F32, 1, 1, 1, 0, 1",
    "F32, 6, 2, 13, 0, 8",
    "F32, 4, 4, 64, 5, 32",
    "Q8_0, 6, 2, 13, 0, 8",
    "Q8_0, 4, 1, 70, 5, 2",
  })
  void groupedQuery(WeightFormat format, int heads, int kvHeads, int size, int window, int lanes) {
    Timeline timeline = new Timeline(format, kvHeads, size, size);
    FloatArray kv = OnDevice.random(random, MAX_TOKENS * 2 * kvHeads * size);
    DeviceHeads all = new DeviceHeads(kv, MAX_TOKENS, 2 * kvHeads * size, 0, 1, 0);
    timeline.store(all.part(0, kvHeads, size), all.part(kvHeads * size, kvHeads, size));
    compare(timeline, kv, heads, window, lanes);
  }

  /** One head for all queries, whose values are the first part of its keys. */
  @ParameterizedTest(name = "{0}: {1} lanes")
  @CsvSource({"F32, 8", "Q8_0, 2"})
  void latent(WeightFormat format, int lanes) {
    Timeline timeline = new Timeline(format, 1, 40, 33);
    FloatArray k = OnDevice.random(random, MAX_TOKENS * 40);
    DeviceHeads keys = new DeviceHeads(k, MAX_TOKENS, 40, 0, 1, 40);
    timeline.store(keys, null);
    compare(timeline, k, 5, 0, lanes);
  }

  private void compare(Timeline timeline, FloatArray kv, int heads, int window, int lanes) {
    DeviceCache cache = timeline.cache;
    int keySize = cache.keySize();
    int stride = heads * keySize + 2;
    FloatArray q = OnDevice.random(random, MAX_TOKENS * stride);
    DeviceHeads queries = new DeviceHeads(q, MAX_TOKENS, stride, 0, heads, keySize);
    FloatArray scores = new FloatArray(DeviceAttention.scratchSize(queries, CAPACITY));
    FloatArray out = new FloatArray(MAX_TOKENS * heads * cache.valueSize());
    Cut cut = new Cut(1, lanes, 1);
    timeline.step.set(timeline.step.getSize() - 1, window);

    // The first task makes the runtime upload the cache: what a graph writes first is not uploaded.
    List<DeviceTask> tasks = new ArrayList<>();
    tasks.add(
        DeviceAttention.task("before", cut, timeline.step, queries, cache, 0.3f, scores, out));
    tasks.addAll(timeline.stores);
    tasks.add(
        DeviceAttention.task("attend", cut, timeline.step, queries, cache, 0.3f, scores, out));
    OnDevice.run(
        tasks, List.of(timeline.step, q, kv, timeline.floats, timeline.quants), List.of(out));

    float[] want = new float[Timeline.TOKENS * heads * cache.valueSize()];
    Queries reference =
        new Queries(
            new Rows(q.toHeapArray(), 0, stride),
            Timeline.TOKENS,
            Timeline.POSITION,
            heads,
            0.3f,
            window);
    new ScalarAttention()
        .attend(
            timeline.reference,
            reference,
            Rows.of(want, heads * cache.valueSize()),
            0,
            heads,
            new float[CAPACITY]);
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], out.get(i), 1e-5, "seed " + SEED + ", value " + i);
    }
  }

  /** A cache on the device and its twin for the reference, random but for the last tokens. */
  private final class Timeline {
    static final int POSITION = 15;
    static final int TOKENS = 2;

    final IntArray step = new IntArray(Step.FIELDS + DeviceCache.FIELDS);
    final Weights memory = new Weights(random, 20000);
    final FloatArray floats = memory.floats();
    final IntArray quants = memory.ints();
    final DeviceCache cache;
    final KvCache reference;
    final List<DeviceTask> stores = new ArrayList<>();

    Timeline(WeightFormat format, int heads, int keySize, int valueSize) {
      step.set(Step.POSITION, POSITION);
      step.set(Step.TOKENS, TOKENS);
      boolean latent = valueSize < keySize;
      Matrix keys = memory.matrix(format, heads * CAPACITY, keySize);
      Matrix values = latent ? keys : memory.matrix(format, heads * CAPACITY, valueSize);
      memory.put(keys, step, Step.FIELDS);
      int valueField = Step.FIELDS + DeviceMatrix.FIELDS;
      if (latent) {
        step.set(valueField, step.get(Step.FIELDS));
        step.set(valueField + 1, step.get(Step.FIELDS + 1));
      } else {
        memory.put(values, step, valueField);
      }
      cache =
          new DeviceCache(
              format,
              floats,
              quants,
              Step.FIELDS,
              heads,
              CAPACITY,
              keySize,
              values.cols(),
              valueSize);
      reference = new KvCache(heads, CAPACITY, keys, values, valueSize);
    }

    /** Stores new tokens on both sides; {@code v} is null where values are part of the keys. */
    void store(DeviceHeads k, DeviceHeads v) {
      stores.add(DeviceKvStore.task("keys", Cut.CPU, step, k, cache.keys()));
      if (v != null) {
        stores.add(DeviceKvStore.task("values", Cut.CPU, step, v, cache.values()));
      }
      float[] x = k.data().toHeapArray();
      for (int t = 0; t < TOKENS; t++) {
        reference.storeKeys(POSITION + t, x, t * k.stride() + k.offset());
        if (v != null) {
          reference.storeValues(POSITION + t, x, t * v.stride() + v.offset());
        }
      }
    }
  }
}
