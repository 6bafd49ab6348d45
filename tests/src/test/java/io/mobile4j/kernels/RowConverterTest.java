package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stored values as floats, to the bit. */
class RowConverterTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void readsEveryFormatExactly(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : WeightFormat.values()) {
      for (int cols : KernelsUnderTest.SIZES) {
        try (Arena arena = Arena.ofConfined()) {
          StoredMatrix w = StoredMatrix.random(random, format, 3, cols, arena);
          float[] out = new float[cols + 2];
          kernels.converter().row(w.matrix(), 1, out, 1);
          float[] expected = Arrays.copyOfRange(w.values(), cols, 2 * cols);
          assertArrayEquals(expected, Arrays.copyOfRange(out, 1, cols + 1), format.toString());
          assertEquals(0f, out[cols + 1]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void readsAnyColumns(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : WeightFormat.values()) {
      for (int[] range : new int[][] {{0, 64}, {64, 200}, {5, 100}, {199, 200}, {30, 30}}) {
        try (Arena arena = Arena.ofConfined()) {
          StoredMatrix w = StoredMatrix.random(random, format, 2, 200, arena);
          float[] out = new float[range[1] - range[0]];
          kernels.converter().read(w.matrix(), 1, range[0], range[1], out, 0);
          assertArrayEquals(
              Arrays.copyOfRange(w.values(), 200 + range[0], 200 + range[1]), out, format + "");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void readsEveryHalf(Kernels kernels) {
    int count = 1 << 16;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(2L * count);
      float[] expected = new float[count];
      for (int i = 0; i < count; i++) {
        expected[i] = StoredMatrix.putF16(data, 2L * i, (short) i);
      }
      float[] actual = new float[count];
      kernels.converter().row(Matrix.of(WeightFormat.F16, 1, count, data), 0, actual, 0);
      assertArrayEquals(expected, actual);
    }
  }
}
