package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.matmul.MatMul;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products with a weight matrix, in every format. */
class MatMulTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";

  /**
   * The decode path; a few tokens, several at once with one or three over; and the prefill path:
   * with tokens that fill no tile, that fill a broad or a narrow one in part, and some over either,
   * for vectors of any length.
   */
  private static final int[] TOKENS = {1, 2, 5, 7, 23, 29, 44, 52, 67};

  @ParameterizedTest
  @MethodSource(ALL)
  void multipliesRowsOfAnySize(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : WeightFormat.values()) {
      for (int cols : new int[] {1, 13, 32, 48, 207, 768, 1408, 2048, 4098, 9000}) {
        for (int tokens : TOKENS) {
          try (Arena arena = Arena.ofConfined()) {
            StoredMatrix w = StoredMatrix.random(random, format, 11, cols, arena);
            checkProduct(kernels.matMul(), w, random, tokens, 1, 10);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void multipliesManyRows(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : WeightFormat.values()) {
      for (int tokens : TOKENS) {
        try (Arena arena = Arena.ofConfined()) {
          StoredMatrix w = StoredMatrix.random(random, format, 1201, 64, arena);
          checkProduct(kernels.matMul(), w, random, tokens, 0, 1201);
        }
      }
    }
  }

  /** Products of weights that are no numbers stay in their matrix: the next one's are clean. */
  @ParameterizedTest
  @MethodSource(ALL)
  void forgetsTheMatrixBefore(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    int cols = 64;
    try (Arena arena = Arena.ofConfined()) {
      StoredMatrix bad = StoredMatrix.random(random, WeightFormat.F32, 48, cols, arena);
      bad.matrix().data().fill((byte) 0xff); // NaN
      for (int tokens : TOKENS) {
        Rows x = Rows.of(KernelsUnderTest.gaussian(random, tokens * cols), cols);
        Rows y = Rows.of(new float[tokens * 48], 48);
        kernels.matMul().multiply(bad.matrix(), x, y, tokens, 0, 48);
        assertTrue(Float.isNaN(y.data()[0]));
        StoredMatrix good = StoredMatrix.random(random, WeightFormat.F32, 5, cols, arena);
        checkProduct(kernels.matMul(), good, random, tokens, 0, 5);
      }
    }
  }

  /** Each word of four neighbouring weights that these values can form. */
  @ParameterizedTest
  @MethodSource(ALL)
  void multipliesQ8WeightsOfAnySigns(Kernels kernels) {
    byte[] signs = {-127, -1, 0, 127};
    int cols = 4 * signs.length * signs.length * signs.length * signs.length;
    float[] values = new float[cols];
    for (int word = 0; word < cols / 4; word++) {
      for (int i = 0, rest = word; i < 4; i++, rest /= signs.length) {
        values[4 * word + i] = signs[rest % signs.length];
      }
    }
    for (WeightFormat format : List.of(WeightFormat.Q8_0, WeightFormat.Q8_0_TILES)) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment data = arena.allocate(format.valueBytes(1, cols), 64);
        MemorySegment scales = arena.allocate(format.scaleBytesPerRow(cols), 64);
        Matrix w = new Matrix(format, 1, cols, data, scales);
        for (int col = 0; col < cols; col++) {
          w.setScale(0, col / WeightFormat.Q8_BLOCK, 1f);
          data.set(ValueLayout.JAVA_BYTE, w.offset(0, col), (byte) values[col]);
        }
        checkFewTokens(kernels.matMul(), new StoredMatrix(w, values));
      }
    }
  }

  /**
   * A row for each exponent, of all fractions and both signs: subnormals are a row of their own.
   */
  @ParameterizedTest
  @MethodSource(ALL)
  void multipliesF16WeightsOfAnyMagnitude(Kernels kernels) {
    int rows = 31;
    int cols = 2048;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate((long) Short.BYTES * rows * cols);
      Matrix w = Matrix.of(WeightFormat.F16, rows, cols, data);
      float[] values = new float[rows * cols];
      for (int i = 0; i < values.length; i++) {
        int half = ((i / cols) << 10) | (i % cols / 2) | ((i % 2) << 15);
        values[i] = StoredMatrix.putF16(data, 2L * i, (short) half);
      }
      checkFewTokens(kernels.matMul(), new StoredMatrix(w, values));
    }
  }

  private static void checkFewTokens(MatMul matMul, StoredMatrix w) {
    for (int tokens : new int[] {1, 5}) {
      checkProduct(matMul, w, KernelsUnderTest.random(), tokens, 0, w.matrix().rows());
    }
  }

  /** x and y have gaps between their rows, and y's columns outside the range stay as they are. */
  private static void checkProduct(
      MatMul matMul, StoredMatrix w, Random random, int tokens, int from, int to) {
    int rows = w.matrix().rows();
    int cols = w.matrix().cols();
    Rows x = new Rows(KernelsUnderTest.gaussian(random, 3 + tokens * (cols + 5)), 3, cols + 5);
    Rows y = new Rows(new float[2 + tokens * (rows + 1)], 2, rows + 1);
    Arrays.fill(y.data(), 77f);
    matMul.multiply(w.matrix(), x, y, tokens, from, to);
    for (int t = 0; t < tokens; t++) {
      for (int r = 0; r < rows; r++) {
        float actual = y.data()[y.at(t) + r];
        if (r < from || r >= to) {
          assertEquals(77f, actual, "outside the range");
          continue;
        }
        double sum = 0;
        double magnitude = 0;
        for (int c = 0; c < cols; c++) {
          double product = (double) w.values()[r * cols + c] * x.data()[x.at(t) + c];
          sum += product;
          magnitude += Math.abs(product);
        }
        String what = "%s, %d columns, token %d of %d".formatted(w.matrix(), cols, t, tokens);
        KernelsUnderTest.assertSum(sum, actual, magnitude, what);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void anySplitOfTheRowsGivesTheSameBits(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    int rows = 97;
    for (WeightFormat format : WeightFormat.values()) {
      for (int cols : new int[] {72, 5000}) {
        for (int tokens : TOKENS) {
          try (Arena arena = Arena.ofConfined()) {
            Matrix w = StoredMatrix.random(random, format, rows, cols, arena).matrix();
            Rows x = Rows.of(KernelsUnderTest.gaussian(random, tokens * cols), cols);
            Rows whole = Rows.of(new float[tokens * rows], rows);
            kernels.matMul().multiply(w, x, whole, tokens, 0, rows);
            Rows split = Rows.of(new float[tokens * rows], rows);
            int[] ends = {0, 1, 14, 80, 80, rows};
            for (int i = 1; i < ends.length; i++) {
              kernels.matMul().multiply(w, x, split, tokens, ends[i - 1], ends[i]);
            }
            assertArrayEquals(whole.data(), split.data(), format + ", tokens " + tokens);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void multipliesTwoMatricesAsItDoesEach(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    int rows = 60;
    for (WeightFormat format : WeightFormat.values()) {
      for (int cols : new int[] {13, 72, 5000}) {
        for (int tokens : TOKENS) {
          try (Arena arena = Arena.ofConfined()) {
            Matrix v = StoredMatrix.random(random, format, rows, cols, arena).matrix();
            Matrix w = StoredMatrix.random(random, format, rows, cols, arena).matrix();
            Rows x = Rows.of(KernelsUnderTest.gaussian(random, tokens * cols), cols);
            Rows[] each = new Rows[4];
            for (int i = 0; i < each.length; i++) {
              each[i] = Rows.of(new float[tokens * rows], rows);
              Arrays.fill(each[i].data(), 77f);
            }
            kernels.matMul().multiply(v, x, each[0], tokens, 2, 57);
            kernels.matMul().multiply(w, x, each[1], tokens, 2, 57);
            kernels.matMul().multiplyBoth(v, w, x, each[2], each[3], tokens, 2, 57);
            assertArrayEquals(each[0].data(), each[2].data(), format + ", tokens " + tokens);
            assertArrayEquals(each[1].data(), each[3].data(), format + ", tokens " + tokens);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void multipliesWithTheTransposeOfABand(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : WeightFormat.values()) {
      for (int cols : KernelsUnderTest.SIZES) {
        try (Arena arena = Arena.ofConfined()) {
          StoredMatrix w = StoredMatrix.random(random, format, 12, cols, arena);
          float[] x = KernelsUnderTest.gaussian(random, 20);
          float[] out = new float[cols + 3];
          kernels.matMul().multiplyTransposed(w.matrix(), 2, 9, x, 4, out, 1);
          for (int c = 0; c < cols; c++) {
            double sum = 0;
            double magnitude = 0;
            for (int r = 2; r < 9; r++) {
              double product = (double) x[4 + r - 2] * w.values()[r * cols + c];
              sum += product;
              magnitude += Math.abs(product);
            }
            KernelsUnderTest.assertSum(sum, out[1 + c], magnitude, w.matrix().toString());
          }
          assertEquals(0f, out[0]);
          assertEquals(0f, out[cols + 1]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void keepsInfinityAndNaN(Kernels kernels) {
    try (Arena arena = Arena.ofConfined()) {
      Random random = KernelsUnderTest.random();
      Matrix w = StoredMatrix.random(random, WeightFormat.BF16, 4, 64, arena).matrix();
      for (int tokens : TOKENS) {
        Rows x = Rows.of(new float[tokens * 64], 64);
        Arrays.fill(x.data(), 1f);
        x.data()[17] = Float.NaN;
        Rows y = Rows.of(new float[tokens * 4], 4);
        kernels.matMul().multiply(w, x, y, tokens, 0, 4);
        for (int r = 0; r < 4; r++) {
          assertEquals(Float.NaN, y.data()[r]);
        }
        x.data()[17] = Float.POSITIVE_INFINITY;
        kernels.matMul().multiply(w, x, y, tokens, 0, 4);
        assertEquals(Float.POSITIVE_INFINITY, Math.abs(y.data()[3]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void refusesReleasedMemory(Kernels kernels) {
    Matrix w;
    try (Arena arena = Arena.ofConfined()) {
      w = StoredMatrix.random(KernelsUnderTest.random(), WeightFormat.F32, 4, 64, arena).matrix();
    }
    Rows rows = Rows.of(new float[64], 64);
    Rows y = Rows.of(new float[4], 4);
    assertThrows(IllegalStateException.class, () -> kernels.matMul().multiply(w, rows, y, 1, 0, 4));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theVectorVersionRefusesMemoryOnTheHeap(Kernels kernels) {
    assumeTrue(kernels.name().startsWith("vector"));
    MemorySegment heap = MemorySegment.ofArray(new byte[4 * 4 * 64]);
    Matrix w = Matrix.of(WeightFormat.F32, 4, 64, heap);
    Rows x = Rows.of(new float[64], 64);
    Rows y = Rows.of(new float[4], 4);
    assertThrows(IllegalArgumentException.class, () -> kernels.matMul().multiply(w, x, y, 1, 0, 4));
  }
}
