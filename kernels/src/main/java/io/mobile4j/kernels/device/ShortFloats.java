package io.mobile4j.kernels.device;

import io.mobile4j.loader.weights.WeightFormat;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * BF16 and F16 on a device, two in each int. Not every backend can read an int's bits as a float,
 * so a value is its significand, an integer, times a power of two that its upper bits choose from a
 * table. That is exact; infinities become NaN.
 */
public final class ShortFloats {
  /** Values of the tables of all formats, one after the other. */
  public static final int TABLES = tableSize(WeightFormat.BF16) + tableSize(WeightFormat.F16);

  private ShortFloats() {}

  /** Whether a format is one of 16 bits. */
  public static boolean has(WeightFormat format) {
    return format == WeightFormat.BF16 || format == WeightFormat.F16;
  }

  /** Where the table of a format begins in {@link #tables()}. */
  public static int table(WeightFormat format) {
    return format == WeightFormat.BF16 ? 0 : tableSize(WeightFormat.BF16);
  }

  /** Bits of the fraction, below those of the sign and the exponent. */
  public static int fractionBits(WeightFormat format) {
    return format == WeightFormat.BF16 ? 7 : 10;
  }

  /**
   * For each sign and exponent, the value of the last bit of the significand: [512] of BF16, then
   * [64] of F16.
   */
  public static float[] tables() {
    float[] tables = new float[TABLES];
    fill(tables, WeightFormat.BF16);
    fill(tables, WeightFormat.F16);
    return tables;
  }

  private static int tableSize(WeightFormat format) {
    return 1 << (Short.SIZE - fractionBits(format));
  }

  private static void fill(float[] tables, WeightFormat format) {
    int exponents = tableSize(format) / 2;
    int bias = exponents / 2 - 1;
    for (int exponent = 0; exponent < exponents; exponent++) {
      double last = Math.scalb(1.0, Math.max(exponent, 1) - bias - fractionBits(format));
      float value = exponent == exponents - 1 ? Float.NaN : (float) last;
      tables[table(format) + exponent] = value;
      tables[table(format) + exponents + exponent] = -value;
    }
  }

  /**
   * The value of 16 bits, for use inside kernels.
   *
   * @param bits in the lower half; the upper is ignored
   * @param table index of the format's table
   */
  public static float value(int bits, FloatArray tables, int table, int fractionBits) {
    int exponents = 1 << (15 - fractionBits);
    int upper = (bits >> fractionBits) & (2 * exponents - 1);
    int hidden = TornadoMath.min(upper & (exponents - 1), 1); // a subnormal's leading bit is 0
    int significand = (bits & ((1 << fractionBits) - 1)) + (hidden << fractionBits);
    return tables.get(table + upper) * significand;
  }
}
