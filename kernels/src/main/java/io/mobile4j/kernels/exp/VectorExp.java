package io.mobile4j.kernels.exp;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@code exp(x)} to two units in the last place, on every platform the same.
 *
 * <p>{@code exp(x) = 2^n exp(r)} with n the integer nearest to x / ln 2 and |r| at most ln 2 / 2;
 * exp(r) by the polynomial of Cephes' {@code expf} (S. Moshier, netlib). The Vector API's own EXP
 * needs a native library that not every platform has, and allocates without it.
 */
public final class VectorExp {
  // Constants are vectors: broadcasts would use up what the compiler inlines in one method.
  /** Below, the result is 0; subnormal results are not made. */
  private static final FloatVector LOWEST = FloatVector.broadcast(FLOAT, -87.33f);

  private static final FloatVector HIGHEST = FloatVector.broadcast(FLOAT, 88.72f);
  private static final FloatVector LOG2_E = FloatVector.broadcast(FLOAT, 1.44269504088896341f);

  /** Minus ln 2 in two parts: n times the first is exact. */
  private static final FloatVector LN2_HIGH = FloatVector.broadcast(FLOAT, -0.693359375f);

  private static final FloatVector LN2_LOW = FloatVector.broadcast(FLOAT, 2.12194440e-4f);

  /** Added and subtracted, it rounds to an integer. */
  private static final FloatVector ROUND = FloatVector.broadcast(FLOAT, 0x1.8p23f);

  private static final FloatVector C6 = FloatVector.broadcast(FLOAT, 1.9875691500e-4f);
  private static final FloatVector C5 = FloatVector.broadcast(FLOAT, 1.3981999507e-3f);
  private static final FloatVector C4 = FloatVector.broadcast(FLOAT, 8.3334519073e-3f);
  private static final FloatVector C3 = FloatVector.broadcast(FLOAT, 4.1665795894e-2f);
  private static final FloatVector C2 = FloatVector.broadcast(FLOAT, 1.6666665459e-1f);
  private static final FloatVector C1 = FloatVector.broadcast(FLOAT, 5.0000001201e-1f);
  private static final FloatVector ONE = FloatVector.broadcast(FLOAT, 1f);
  private static final IntVector BIAS = IntVector.broadcast(INT, 127);
  private static final int EXPONENT_SHIFT = 23;

  private VectorExp() {}

  /**
   * The exponentials of a vector's values.
   *
   * @param x at most {@code 88.72}, where exp(x) is still finite; larger values count as that
   */
  public static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.min(HIGHEST).max(LOWEST);
    FloatVector n = bounded.fma(LOG2_E, ROUND).sub(ROUND);
    FloatVector r = n.fma(LN2_LOW, n.fma(LN2_HIGH, bounded));
    FloatVector p = C6.fma(r, C5).fma(r, C4).fma(r, C3).fma(r, C2).fma(r, C1);
    p = p.fma(r.mul(r), r).add(ONE);
    // Two factors, as 2^128 is no float: n can be 128 where p is below 1.
    IntVector exponent = (IntVector) n.convertShape(F2I, INT, 0);
    IntVector half = exponent.lanewise(ASHR, 1);
    IntVector rest = exponent.sub(half);
    FloatVector scaled =
        p.mul(half.add(BIAS).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats())
            .mul(rest.add(BIAS).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats());
    return scaled.blend(0f, x.compare(LT, LOWEST));
  }
}
