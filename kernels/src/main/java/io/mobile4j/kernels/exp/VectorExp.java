package io.mobile4j.kernels.exp;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.LSHL;

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
  /** Below, the result is 0; subnormal results are not made. */
  private static final float LOWEST = -87.33f;

  private static final float HIGHEST = 88.72f;
  private static final float LOG2_E = 1.44269504088896341f;

  /** ln 2 in two parts: n times the first is exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /** Added and subtracted, it rounds to an integer. */
  private static final float ROUND = 0x1.8p23f;

  private static final int EXPONENT_BIAS = 127;
  private static final int EXPONENT_SHIFT = 23;

  private VectorExp() {}

  /**
   * The exponentials of a vector's values.
   *
   * @param x at most {@code 88.72}, where exp(x) is still finite; larger values count as that
   */
  public static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.min(HIGHEST).max(LOWEST);
    FloatVector n = bounded.fma(splat(LOG2_E), splat(ROUND)).sub(ROUND);
    FloatVector r = n.fma(splat(-LN2_HIGH), bounded);
    r = n.fma(splat(-LN2_LOW), r);
    FloatVector p = splat(1.9875691500e-4f).fma(r, splat(1.3981999507e-3f));
    p = p.fma(r, splat(8.3334519073e-3f));
    p = p.fma(r, splat(4.1665795894e-2f));
    p = p.fma(r, splat(1.6666665459e-1f));
    p = p.fma(r, splat(5.0000001201e-1f));
    p = p.fma(r.mul(r), r).add(1f);
    // Two steps, as 2^128 is no float: n can be 128 where p is below 1.
    IntVector exponent = (IntVector) n.convertShape(F2I, INT, 0);
    IntVector half = exponent.lanewise(ASHR, 1);
    FloatVector result = p.mul(power(half)).mul(power(exponent.sub(half)));
    return result.blend(0f, x.lt(LOWEST));
  }

  private static FloatVector power(IntVector n) {
    return n.add(EXPONENT_BIAS).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
  }

  private static FloatVector splat(float value) {
    return FloatVector.broadcast(FLOAT, value);
  }
}
