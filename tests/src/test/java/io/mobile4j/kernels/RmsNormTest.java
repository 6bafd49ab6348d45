package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.cpu.Kernels;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Root-mean-square normalisation. */
class RmsNormTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void normalizesEachRow(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (int size : KernelsUnderTest.SIZES) {
      Rows x = new Rows(KernelsUnderTest.gaussian(random, 1 + 3 * (size + 2)), 1, size + 2);
      float[] weight = KernelsUnderTest.gaussian(random, size);
      Rows out = Rows.of(new float[3 * size], size);
      kernels.rmsNorm().normalize(x, weight, 1e-5f, out, 3, size);
      for (int t = 0; t < 3; t++) {
        check(x, weight, 1e-5, out, t, size);
      }
    }
  }

  private static void check(Rows x, float[] weight, double eps, Rows out, int t, int size) {
    double squares = 0;
    for (int i = 0; i < size; i++) {
      squares += (double) x.data()[x.at(t) + i] * x.data()[x.at(t) + i];
    }
    for (int i = 0; i < size; i++) {
      double expected = weight[i] * x.data()[x.at(t) + i] / Math.sqrt(squares / size + eps);
      KernelsUnderTest.assertClose(expected, out.data()[out.at(t) + i], 2e-6, "size " + size);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void worksInPlace(Kernels kernels) {
    float[] x = KernelsUnderTest.gaussian(KernelsUnderTest.random(), 207);
    float[] weight = KernelsUnderTest.gaussian(KernelsUnderTest.random(), 207);
    Rows before = Rows.of(x.clone(), 207);
    Rows rows = Rows.of(x, 207);
    kernels.rmsNorm().normalize(rows, weight, 1e-6f, rows, 1, 207);
    check(before, weight, 1e-6, rows, 0, 207);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void epsilonKeepsZerosFinite(Kernels kernels) {
    Rows rows = Rows.of(new float[40], 40);
    kernels.rmsNorm().normalize(rows, rows.data().clone(), 1e-6f, rows, 1, 40);
    assertEquals(0f, rows.data()[39]);
  }
}
