package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.rope.Pairing;
import io.mobile4j.kernels.rope.RopeTable;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rotations of pairs. */
class RopeTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void rotatesEachPairByItsAngle(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (Pairing pairing : Pairing.values()) {
      for (int pairs : new int[] {1, 13, 32, 64, 207}) {
        float[] cos = KernelsUnderTest.gaussian(random, 3 * pairs);
        float[] sin = KernelsUnderTest.gaussian(random, 3 * pairs);
        int head = 2 * pairs + 3;
        Rows x = new Rows(KernelsUnderTest.gaussian(random, 1 + 5 * head), 1, head);
        float[] before = x.data().clone();
        kernels.rope().rotate(x, 4, new RopeTable(pairing, pairs, cos, sin), 2);
        for (int h = 0; h < 4; h++) {
          for (int i = 0; i < pairs; i++) {
            int a = x.at(h) + (pairing == Pairing.HALVES ? i : 2 * i);
            int b = pairing == Pairing.HALVES ? a + pairs : a + 1;
            float c = cos[2 * pairs + i];
            float s = sin[2 * pairs + i];
            assertEquals(before[a] * c - before[b] * s, x.data()[a], 1e-5f, pairing + " first");
            assertEquals(before[b] * c + before[a] * s, x.data()[b], 1e-5f, pairing + " second");
          }
          int rest = x.at(h) + 2 * pairs;
          assertEquals(before[rest], x.data()[rest], "values after the pairs stay");
        }
        assertEquals(before[x.at(4)], x.data()[x.at(4)], "the next head stays");
      }
    }
  }
}
