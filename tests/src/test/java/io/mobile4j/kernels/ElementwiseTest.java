package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.mobile4j.kernels.cpu.Kernels;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums and clamping: every implementation gives the same bits. */
class ElementwiseTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void addsMultiples(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (int size : KernelsUnderTest.SIZES) {
      float[] x = KernelsUnderTest.gaussian(random, size + 5);
      float[] y = KernelsUnderTest.gaussian(random, size + 7);
      float[] expected = y.clone();
      for (int i = 0; i < size; i++) {
        expected[3 + i] += 0.3f * x[2 + i];
      }
      kernels.elementwise().axpy(0.3f, x, 2, y, 3, size);
      assertArrayEquals(expected, y);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void clamps(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (int size : KernelsUnderTest.SIZES) {
      float[] x = KernelsUnderTest.gaussian(random, size + 4);
      x[1] = Float.NEGATIVE_INFINITY;
      float[] expected = x.clone();
      for (int i = 1; i <= size; i++) {
        expected[i] = Math.clamp(x[i], -0.5f, 0.5f);
      }
      kernels.elementwise().clamp(x, 1, size, 0.5f);
      assertArrayEquals(expected, x);
    }
  }
}
