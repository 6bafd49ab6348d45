package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.kernels.cpu.Kernels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Softmax, and what the head reads from logits. */
class SoftmaxTest {
  private static final String ALL = "io.mobile4j.kernels.KernelsUnderTest#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void matchesItsDefinition(Kernels kernels) {
    Random random = KernelsUnderTest.random();
    for (int size : KernelsUnderTest.SIZES) {
      float[] x = KernelsUnderTest.gaussian(random, size + 2);
      for (int i = 0; i < size; i++) {
        x[1 + i] *= 20;
      }
      double[] expected = softmax(x, 1, size);
      float[] before = x.clone();
      float confidence = kernels.head().confidence(x, 1, size);
      kernels.router().softmax().apply(x, 1, size);
      double largest = 0;
      for (int i = 0; i < size; i++) {
        // The difference to the largest is rounded once, which the exponential makes a relative
        // error.
        double rounded = Math.ulp(largestOf(before, 1, size) - before[1 + i]) / 2;
        KernelsUnderTest.assertClose(expected[i], x[1 + i], 2e-6 + rounded, "size " + size);
        largest = Math.max(largest, expected[i]);
      }
      KernelsUnderTest.assertClose(largest, confidence, 4e-6, "confidence, size " + size);
      assertEquals(before[0], x[0]);
      assertEquals(before[size + 1], x[size + 1]);
    }
  }

  private static float largestOf(float[] x, int offset, int size) {
    float largest = x[offset];
    for (int i = 1; i < size; i++) {
      largest = Math.max(largest, x[offset + i]);
    }
    return largest;
  }

  private static double[] softmax(float[] x, int offset, int size) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, x[offset + i]);
    }
    double sum = 0;
    double[] result = new double[size];
    for (int i = 0; i < size; i++) {
      result[i] = Math.exp(x[offset + i] - max);
      sum += result[i];
    }
    for (int i = 0; i < size; i++) {
      result[i] /= sum;
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void extremesStayFinite(Kernels kernels) {
    for (int size : KernelsUnderTest.SIZES) {
      float[] x = new float[size];
      Arrays.fill(x, -Float.MAX_VALUE);
      x[size - 1] = Float.MAX_VALUE;
      kernels.router().softmax().apply(x, 0, size);
      assertEquals(1f, x[size - 1]);
      Arrays.fill(x, Float.NEGATIVE_INFINITY);
      x[size / 2] = 3e38f;
      kernels.router().softmax().apply(x, 0, size);
      assertEquals(1f, x[size / 2]);
      assertEquals(size == 1 ? 1f : 0f, x[0]);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void argmaxTakesTheFirstOfEqualLogits(Kernels kernels) {
    for (int size : KernelsUnderTest.SIZES) {
      for (int first : new int[] {0, size / 3, size - 1}) {
        float[] x = new float[size + 1];
        Arrays.fill(x, -5f);
        x[1 + first] = -1f;
        x[size] = -1f;
        x[0] = 9f;
        assertEquals(first, kernels.head().argmax(x, 1, size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void finiteFindsOneLogitThatIsNoNumber(Kernels kernels) {
    for (int size : KernelsUnderTest.SIZES) {
      float[] x = new float[size + 2];
      Arrays.fill(x, 1, 1 + size, Float.MAX_VALUE);
      x[0] = Float.NaN;
      x[size + 1] = Float.NaN;
      assertTrue(kernels.head().finite(x, 1, size));
      for (int at : new int[] {0, size / 3, size - 1}) {
        for (float bad :
            new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
          x[1 + at] = bad;
          assertFalse(kernels.head().finite(x, 1, size), bad + " at " + at + " of " + size);
          x[1 + at] = -Float.MAX_VALUE;
        }
      }
    }
  }
}
