package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.cpu.Kernels;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gated activation. */
class SiluMulTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void matchesItsDefinition(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (int size : KernelsUnderTest.SIZES) {
      Rows gate = new Rows(KernelsUnderTest.gaussian(random, 2 * size + 5), 1, size + 2);
      Rows up = Rows.of(KernelsUnderTest.gaussian(random, 2 * size), size);
      gate.data()[gate.at(1)] = -60f;
      gate.data()[gate.at(0)] = 90f;
      Rows out = Rows.of(new float[2 * size], size);
      kernels.siluMul().apply(gate, up, out, 2, 0, size);
      for (int t = 0; t < 2; t++) {
        for (int i = 0; i < size; i++) {
          double x = gate.data()[gate.at(t) + i];
          double expected = x / (1 + Math.exp(-x)) * up.data()[up.at(t) + i];
          KernelsUnderTest.assertClose(expected, out.data()[out.at(t) + i], 1e-6, "silu of " + x);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void anySplitOfTheColumnsGivesTheSameBits(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    Rows gate = Rows.of(KernelsUnderTest.gaussian(random, 207), 207);
    Rows up = Rows.of(KernelsUnderTest.gaussian(random, 207), 207);
    Rows whole = Rows.of(new float[207], 207);
    kernels.siluMul().apply(gate, up, whole, 1, 0, 207);
    Rows split = Rows.of(new float[207], 207);
    int[] ends = {0, 3, 50, 51, 207};
    for (int i = 1; i < ends.length; i++) {
      assertEquals(0f, split.data()[ends[i] - 1]);
      kernels.siluMul().apply(gate, up, split, 1, ends[i - 1], ends[i]);
    }
    assertArrayEquals(whole.data(), split.data());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void worksInPlace(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    Rows gate = Rows.of(KernelsUnderTest.gaussian(random, 50), 50);
    Rows up = Rows.of(KernelsUnderTest.gaussian(random, 50), 50);
    Rows out = Rows.of(new float[50], 50);
    kernels.siluMul().apply(gate, up, out, 1, 0, 50);
    kernels.siluMul().apply(gate, up, gate, 1, 0, 50);
    assertArrayEquals(out.data(), gate.data());
  }
}
