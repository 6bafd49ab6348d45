package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.kernels.cpu.Kernels;
import java.util.Random;
import java.util.stream.Stream;

/** What every contract test of an operation needs: the implementations, seeds, a tolerance. */
final class KernelsUnderTest {
  /** Odd sizes: one value, less than a vector, some vectors and a rest, many and a rest. */
  static final int[] SIZES = {1, 13, 207, 4098};

  private static final long SEED = Long.getLong("mobile4j.seed", 42);

  static {
    System.out.println("kernel contracts: -Dmobile4j.seed=" + SEED);
  }

  private KernelsUnderTest() {}

  /** All implementations this JVM can run. */
  static Stream<Kernels> all() {
    return Stream.of(Kernels.scalar(), Kernels.vector(false));
  }

  static Random random() {
    return new Random(SEED);
  }

  /** Normally distributed values. */
  static float[] gaussian(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * Fails unless a sum in float32 may differ that much from the exact one.
   *
   * @param magnitude sum of the magnitudes of what was summed
   */
  static void assertSum(double expected, float actual, double magnitude, String what) {
    double tolerance = 1e-6 * magnitude + Float.MIN_NORMAL;
    assertTrue(
        Math.abs(expected - actual) <= tolerance,
        () -> "%s: expected %s, got %s, tolerance %s".formatted(what, expected, actual, tolerance));
  }

  /** Fails unless two values agree to a relative error, or are both below the smallest normal. */
  static void assertClose(double expected, float actual, double relative, String what) {
    double tolerance = relative * Math.abs(expected) + Float.MIN_NORMAL;
    assertTrue(
        Math.abs(expected - actual) <= tolerance,
        () -> "%s: expected %s, got %s".formatted(what, expected, actual));
  }

  /** Fails unless a benchmark's result is the reference's, to float32's rounding of long sums. */
  static void assertAgree(float[] expected, float[] actual, String what) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      int at = i;
      assertTrue(
          Math.abs(expected[i] - actual[i]) <= 1e-5f * largest,
          () -> "%s at %d: expected %s, got %s".formatted(what, at, expected[at], actual[at]));
    }
  }
}
