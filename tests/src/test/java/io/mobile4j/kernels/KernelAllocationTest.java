package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.mobile4j.kernels.attention.KvCache;
import io.mobile4j.kernels.attention.Queries;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.rope.Pairing;
import io.mobile4j.kernels.rope.RopeTable;
import io.mobile4j.kernels.router.Routing;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The operations of a decoded token leave nothing to the garbage collector, the products of a
 * prompt no vectors.
 */
class KernelAllocationTest {
  private static final int CALLS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SIZE = 207;

  /** Bytes of a product's records; its loops would leave more than a hundred vectors. */
  private static final int RECORDS = 1000;

  private final Arena arena = Arena.ofAuto();
  private final Random random = KernelsUnderTest.random();
  private final Kernels kernels = Kernels.vector(false);
  private final Kernels intel = Kernels.vector(true);
  private final Rows x = Rows.of(KernelsUnderTest.gaussian(random, 2 * SIZE), SIZE);
  private final Rows y = Rows.of(new float[2 * SIZE], SIZE);

  @TestFactory
  java.util.stream.Stream<DynamicTest> allocateNothing() {
    return operations().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue(), 0)));
  }

  @TestFactory
  java.util.stream.Stream<DynamicTest> productsOfAPromptAllocateNoVectors() {
    return products().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue(), RECORDS)));
  }

  /**
   * The least of many rounds: until the compiler is done, vectors are objects; others may delay it.
   */
  private static void check(Runnable operation, int bytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    while (least > (long) bytes * CALLS && System.nanoTime() - start < PATIENCE.toNanos()) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        operation.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    long perCall = least / CALLS;
    assertTrue(perCall <= bytes, () -> perCall + " bytes per call");
  }

  /** Of a few tokens, and of as many as fill tiles and leave some over. */
  private Map<String, Runnable> products() {
    Map<String, Runnable> products = new LinkedHashMap<>();
    for (WeightFormat format : WeightFormat.values()) {
      Matrix w = StoredMatrix.random(random, format, 18, SIZE, arena).matrix();
      for (int tokens : new int[] {5, 36}) {
        Rows from = Rows.of(KernelsUnderTest.gaussian(random, tokens * SIZE), SIZE);
        Rows to = Rows.of(new float[tokens * SIZE], SIZE);
        products.put(
            tokens + " tokens " + format,
            () -> kernels.matMul().multiply(w, from, to, tokens, 0, 18));
      }
    }
    return products;
  }

  private Map<String, Runnable> operations() {
    Map<String, Runnable> operations = new LinkedHashMap<>();
    for (WeightFormat format : WeightFormat.values()) {
      Matrix w = StoredMatrix.random(random, format, 18, SIZE, arena).matrix();
      operations.put("product " + format, () -> kernels.matMul().multiply(w, x, y, 1, 0, 18));
      operations.put(
          "product " + format + ", more streams", () -> intel.matMul().multiply(w, x, y, 1, 0, 18));
      operations.put(
          "transposed " + format,
          () -> kernels.matMul().multiplyTransposed(w, 0, 18, x.data(), 0, y.data(), 0));
      operations.put("row " + format, () -> kernels.converter().row(w, 3, y.data(), 0));
    }
    float[] weight = KernelsUnderTest.gaussian(random, SIZE);
    operations.put("norm", () -> kernels.rmsNorm().normalize(x, weight, 1e-5f, y, 1, SIZE));
    float[] angles = KernelsUnderTest.gaussian(random, 64);
    for (Pairing pairing : Pairing.values()) {
      RopeTable table = new RopeTable(pairing, 64, angles, angles);
      operations.put("rope " + pairing, () -> kernels.rope().rotate(y, 2, table, 0));
    }
    for (WeightFormat format : new WeightFormat[] {WeightFormat.F32, WeightFormat.Q8_0}) {
      Matrix keys = StoredMatrix.random(random, format, 2 * 50, 64, arena).matrix();
      KvCache cache = new KvCache(2, 50, keys, keys, 64);
      Queries queries = new Queries(x, 1, 40, 2, 0.1f, 0);
      float[] scratch = new float[kernels.attention().scratchSize(50)];
      operations.put(
          "attention " + format,
          () -> kernels.attention().attend(cache, queries, y, 0, 2, scratch));
      operations.put("store " + format, () -> cache.storeKeys(7, x.data(), 0));
    }
    Rows logits = Rows.of(new float[SIZE], SIZE);
    int[] experts = new int[8];
    float[] weights = new float[8];
    Routing routing = Routing.plain(SIZE, true);
    operations.put("router", () -> kernels.router().route(routing, logits, 1, 8, experts, weights));
    operations.put("silu", () -> kernels.siluMul().apply(x, y, y, 1, 0, SIZE));
    operations.put("argmax", () -> kernels.head().argmax(x.data(), 0, SIZE));
    operations.put("finite", () -> kernels.head().finite(x.data(), 0, SIZE));
    operations.put("confidence", () -> kernels.head().confidence(x.data(), 0, SIZE));
    operations.put("axpy", () -> kernels.elementwise().axpy(2f, x.data(), 0, y.data(), 0, SIZE));
    operations.put("clamp", () -> kernels.elementwise().clamp(y.data(), 0, SIZE, 3f));
    return operations;
  }
}
