package io.mobile4j.loader.weights;

/** BF16: the upper 16 bits of an IEEE float. */
public final class Bf16 {
  private static final short NAN = 0x7fc0;

  private Bf16() {}

  /** The float whose upper 16 bits are given. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The nearest BF16, of two the even one; NaN stays NaN. */
  public static short nearest(float value) {
    if (Float.isNaN(value)) {
      return NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
