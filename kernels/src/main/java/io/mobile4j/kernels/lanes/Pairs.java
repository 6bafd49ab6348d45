package io.mobile4j.kernels.lanes;

import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;

/** Takes pairs of neighbouring lanes apart, of two vectors into one. */
public final class Pairs {
  // Out of arrays: a constant the compiler would load anew for each use.
  private static final int[] EVEN = new int[LENGTH];
  private static final int[] ODD = new int[LENGTH];

  static {
    Arrays.setAll(EVEN, i -> 2 * i);
    Arrays.setAll(ODD, i -> 2 * i + 1);
  }

  private Pairs() {}

  /** Lanes 0, 2, 4 and so on of {@code low} and then {@code high}. */
  public static IntVector even(IntVector low, IntVector high) {
    return IntVector.fromArray(INT, EVEN, 0).selectFrom(low, high);
  }

  /** Lanes 1, 3, 5 and so on of {@code low} and then {@code high}. */
  public static IntVector odd(IntVector low, IntVector high) {
    return IntVector.fromArray(INT, ODD, 0).selectFrom(low, high);
  }
}
