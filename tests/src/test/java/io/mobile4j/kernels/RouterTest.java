package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.router.Routing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The choice of experts. */
class RouterTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";

  /** Logits whose softmax is this over the sum, 16. */
  private static float[] logits(float... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void choosesTheLikeliestTheLowerIdFirst(Kernels kernels) {
    float[] logits = logits(1, 4, 2, 4, 4, 1);
    int[] experts = new int[4];
    float[] weights = new float[4];
    kernels.router().route(Routing.plain(6, false), Rows.of(logits, 6), 1, 4, experts, weights);
    assertArrayEquals(new int[] {1, 3, 4, 2}, experts);
    assertArrayEquals(new float[] {0.25f, 0.25f, 0.25f, 0.125f}, weights, 1e-6f);
    assertArrayEquals(new float[] {0.0625f, 0.25f, 0.125f, 0.25f, 0.25f, 0.0625f}, logits, 1e-6f);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void normalizesAndScales(Kernels kernels) {
    Rows logits = new Rows(logits(99, 1, 9, 3, 3, 99, 5, 3, 5, 3), 1, 5);
    int[] experts = new int[4];
    float[] weights = new float[4];
    Routing routing = new Routing(4, true, 2f, 1, 1);
    kernels.router().route(routing, logits, 2, 2, experts, weights);
    assertArrayEquals(new int[] {1, 2, 0, 2}, experts);
    assertArrayEquals(new float[] {1.5f, 0.5f, 1f, 1f}, weights, 1e-6f);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void choosesFromTheBestGroupsOnly(Kernels kernels) {
    float[] logits = logits(1, 4, 3, 3, 1, 2, 1, 1);
    int[] experts = new int[3];
    float[] weights = new float[3];
    Routing routing = new Routing(8, false, 1f, 4, 2);
    kernels.router().route(routing, Rows.of(logits, 8), 1, 3, experts, weights);
    assertArrayEquals(new int[] {1, 2, 3}, experts);
    Routing oneGroup = new Routing(8, false, 1f, 4, 1);
    float[] again = logits(1, 4, 3, 3, 1, 2, 1, 1);
    kernels.router().route(oneGroup, Rows.of(again, 8), 1, 2, experts, weights);
    assertArrayEquals(new int[] {1, 0}, new int[] {experts[0], experts[1]});
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void brokenLogitsStillGiveExperts(Kernels kernels) {
    float[] logits = {Float.NaN, Float.NaN, Float.NaN};
    int[] experts = new int[2];
    kernels.router().route(Routing.plain(3, true), Rows.of(logits, 3), 1, 2, experts, new float[2]);
    assertArrayEquals(new int[] {0, 1}, experts);
  }

  @Test
  void refusesGroupsThatDoNotDivide() {
    assertThrows(IllegalArgumentException.class, () -> new Routing(8, false, 1f, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> new Routing(8, false, 1f, 4, 5));
    assertEquals(4, new Routing(8, false, 1f, 4, 4).topkGroups());
  }
}
