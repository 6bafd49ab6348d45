package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mobile4j.kernels.attention.KvCache;
import io.mobile4j.kernels.attention.Queries;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention over a cache. */
class AttentionTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";
  private static final WeightFormat[] CACHES = {WeightFormat.F32, WeightFormat.Q8_0};

  /**
   * @param heads query heads
   * @param kvHeads heads of the cache
   * @param keySize values of a key
   * @param valueSize values of a value; 0 = the latent case, the first half of the key
   */
  private record Shape(int heads, int kvHeads, int keySize, int valueSize) {}

  private static final Shape[] SHAPES = {
    new Shape(1, 1, 1, 1),
    new Shape(4, 4, 32, 32),
    new Shape(6, 2, 13, 21),
    new Shape(8, 2, 128, 96),
    new Shape(3, 1, 74, 0)
  };

  @ParameterizedTest
  @MethodSource(ALL)
  void matchesItsDefinition(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : CACHES) {
      for (Shape shape : SHAPES) {
        for (int tokens : new int[] {1, 2, 37}) {
          for (int position : new int[] {0, 5, 150}) {
            for (int window : new int[] {0, 1, 9}) {
              try (Arena arena = Arena.ofConfined()) {
                check(kernels, random, format, shape, tokens, position, window, arena);
              }
            }
          }
        }
      }
    }
  }

  private static void check(
      Kernels kernels,
      Random random,
      WeightFormat format,
      Shape shape,
      int tokens,
      int position,
      int window,
      Arena arena) {
    KvCache cache = cache(random, format, shape, position + tokens + 2, arena);
    Queries queries = queries(random, shape, tokens, position, window);
    int size = shape.heads() * cache.valueSize();
    Rows out = Rows.of(new float[tokens * size], size);
    float[] scratch = new float[kernels.attention().scratchSize(cache.capacity())];
    kernels.attention().attend(cache, queries, out, 0, shape.heads(), scratch);
    for (int t = 0; t < tokens; t++) {
      for (int h = 0; h < shape.heads(); h++) {
        Expected expected = expected(kernels, cache, queries, t, h);
        for (int i = 0; i < expected.sums().length; i++) {
          float actual = out.data()[out.at(t) + h * cache.valueSize() + i];
          String what = "%s %s, %d tokens at %d".formatted(format, shape, tokens, position);
          KernelsUnderTest.assertSum(expected.sums()[i], actual, expected.magnitudes()[i], what);
        }
      }
    }
  }

  private static KvCache cache(
      Random random, WeightFormat format, Shape shape, int capacity, Arena arena) {
    int rows = shape.kvHeads() * capacity;
    Matrix keys = StoredMatrix.random(random, format, rows, shape.keySize(), arena).matrix();
    if (shape.valueSize() == 0) {
      return new KvCache(shape.kvHeads(), capacity, keys, keys, shape.keySize() / 2);
    }
    Matrix values = StoredMatrix.random(random, format, rows, shape.valueSize(), arena).matrix();
    return new KvCache(shape.kvHeads(), capacity, keys, values, shape.valueSize());
  }

  private static Queries queries(Random random, Shape shape, int tokens, int position, int window) {
    int stride = shape.heads() * shape.keySize() + 3;
    Rows q = new Rows(KernelsUnderTest.gaussian(random, 2 + tokens * stride), 2, stride);
    return new Queries(q, tokens, position, shape.heads(), 0.3f, window);
  }

  /**
   * @param sums what attention is
   * @param magnitudes of what was summed: values by their weights, whose relative error is the
   *     absolute one of the largest product of a query and a key
   */
  private record Expected(double[] sums, double[] magnitudes) {}

  private static Expected expected(Kernels kernels, KvCache cache, Queries queries, int t, int h) {
    int kvHead = h * cache.heads() / queries.heads();
    int last = queries.position() + t;
    int first = queries.slidingWindow() == 0 ? 0 : Math.max(0, last - queries.slidingWindow() + 1);
    float[] row = new float[Math.max(cache.keySize(), cache.values().cols())];
    double[] weights = new double[last + 1];
    double largest = Double.NEGATIVE_INFINITY;
    double product = 0;
    for (int p = first; p <= last; p++) {
      kernels.converter().row(cache.keys(), kvHead * cache.capacity() + p, row, 0);
      double magnitude = 0;
      for (int i = 0; i < cache.keySize(); i++) {
        float q = queries.q().data()[queries.q().at(t) + h * cache.keySize() + i];
        weights[p] += (double) queries.scale() * q * row[i];
        magnitude += Math.abs((double) queries.scale() * q * row[i]);
      }
      product = Math.max(product, magnitude);
      largest = Math.max(largest, weights[p]);
    }
    double total = 0;
    for (int p = first; p <= last; p++) {
      weights[p] = Math.exp(weights[p] - largest);
      total += weights[p];
    }
    double[] sums = new double[cache.valueSize()];
    double[] magnitudes = new double[sums.length];
    for (int p = first; p <= last; p++) {
      kernels.converter().row(cache.values(), kvHead * cache.capacity() + p, row, 0);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weights[p] / total * row[i];
        magnitudes[i] += weights[p] / total * Math.abs(row[i]) * (1 + product);
      }
    }
    return new Expected(sums, magnitudes);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void anySplitOfTheHeadsGivesTheSameBits(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    Shape shape = new Shape(8, 2, 64, 48);
    for (WeightFormat format : CACHES) {
      for (int tokens : new int[] {1, 5, 20}) {
        try (Arena arena = Arena.ofConfined()) {
          KvCache cache = cache(random, format, shape, 100, arena);
          Queries queries = queries(random, shape, tokens, 70, 0);
          int size = 8 * 48;
          Rows whole = Rows.of(new float[tokens * size], size);
          Rows split = Rows.of(new float[tokens * size], size);
          float[] scratch = new float[kernels.attention().scratchSize(100)];
          kernels.attention().attend(cache, queries, whole, 0, 8, scratch);
          int[] ends = {0, 1, 3, 6, 8};
          for (int i = 1; i < ends.length; i++) {
            kernels.attention().attend(cache, queries, split, ends[i - 1], ends[i], scratch);
          }
          assertArrayEquals(whole.data(), split.data(), format + ", tokens " + tokens);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void hugeScoresStayFinite(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    Shape shape = new Shape(2, 2, 64, 64);
    try (Arena arena = Arena.ofConfined()) {
      KvCache cache = cache(random, WeightFormat.F32, shape, 40, arena);
      Rows q = Rows.of(KernelsUnderTest.gaussian(random, 20 * 128), 128);
      for (int i = 0; i < q.data().length; i++) {
        q.data()[i] *= 1e30f;
      }
      Rows out = Rows.of(new float[20 * 128], 128);
      float[] scratch = new float[kernels.attention().scratchSize(40)];
      Queries queries = new Queries(q, 20, 15, 2, 1f, 0);
      kernels.attention().attend(cache, queries, out, 0, 2, scratch);
      for (float value : out.data()) {
        assertEquals(true, Math.abs(value) < 10, "finite, a mean of values");
      }
    }
  }

  @Test
  void storesWhatItReads() {
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : CACHES) {
      try (Arena arena = Arena.ofConfined()) {
        KvCache cache = cache(random, format, new Shape(3, 3, 70, 40), 9, arena);
        float[] x = KernelsUnderTest.gaussian(random, 1 + 3 * 70);
        x[3] = 50;
        cache.storeKeys(7, x, 1);
        cache.storeValues(7, x, 1);
        for (int head = 0; head < 3; head++) {
          checkRow(format, cache.keys(), cache.row(head, 7), x, 1 + head * 70);
          checkRow(format, cache.values(), cache.row(head, 7), x, 1 + head * 40);
        }
      }
    }
  }

  /** F32 to the bit, Q8_0 to half a step of its block. */
  private static void checkRow(WeightFormat format, Matrix matrix, int row, float[] x, int offset) {
    float[] stored = new float[matrix.cols()];
    Kernels.scalar().converter().row(matrix, row, stored, 0);
    for (int i = 0; i < stored.length; i++) {
      int block = i / WeightFormat.Q8_BLOCK * WeightFormat.Q8_BLOCK;
      float largest = 0;
      for (int k = block; k < Math.min(block + WeightFormat.Q8_BLOCK, stored.length); k++) {
        largest = Math.max(largest, Math.abs(x[offset + k]));
      }
      float tolerance = format == WeightFormat.F32 ? 0 : largest / 127 * 0.5001f;
      assertEquals(x[offset + i], stored[i], tolerance, format + " value " + i);
    }
  }

  @Test
  void storesZerosAsZeros() {
    try (Arena arena = Arena.ofConfined()) {
      KvCache cache =
          cache(KernelsUnderTest.random(), WeightFormat.Q8_0, new Shape(1, 1, 33, 33), 2, arena);
      cache.storeKeys(1, new float[33], 0);
      checkRow(WeightFormat.F32, cache.keys(), 1, new float[33], 0);
    }
  }

  @Test
  void refusesACacheOfTheWrongSizeOrFormat() {
    try (Arena arena = Arena.ofConfined()) {
      Random random = KernelsUnderTest.random();
      Matrix f32 = StoredMatrix.random(random, WeightFormat.F32, 10, 8, arena).matrix();
      Matrix bf16 = StoredMatrix.random(random, WeightFormat.BF16, 10, 8, arena).matrix();
      assertThrows(IllegalArgumentException.class, () -> new KvCache(2, 6, f32, f32, 8));
      assertThrows(IllegalArgumentException.class, () -> new KvCache(2, 5, f32, f32, 9));
      assertThrows(IllegalArgumentException.class, () -> new KvCache(2, 5, bf16, f32, 8));
    }
  }
}
