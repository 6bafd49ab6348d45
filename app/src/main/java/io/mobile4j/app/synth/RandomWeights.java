package io.mobile4j.app.synth;

import io.mobile4j.loader.weights.Bf16;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * Random BF16 values, spread evenly over an interval around zero. The interval is cut into 2^16
 * values that are rounded once, so that each 16 random bits are one value: a few gigabytes a second
 * and core.
 */
final class RandomWeights {
  private static final int VALUES = 1 << Short.SIZE;

  private final short[] table = new short[VALUES]; // BF16, ascending

  /**
   * @param deviation standard deviation of the values
   */
  RandomWeights(double deviation) {
    double bound = deviation * Math.sqrt(3);
    for (int i = 0; i < VALUES; i++) {
      table[i] = Bf16.nearest((float) (bound * ((2.0 * i + 1) / VALUES - 1)));
    }
  }

  /**
   * Fills memory with values.
   *
   * @param out a multiple of 8 bytes
   * @param seed the same seed gives the same values
   */
  void fill(MemorySegment out, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (long at = 0; at < out.byteSize(); at += Long.BYTES) {
      long bits = random.nextLong();
      long four =
          (table[(int) bits & 0xffff] & 0xffffL)
              | (table[(int) (bits >>> 16) & 0xffff] & 0xffffL) << 16
              | (table[(int) (bits >>> 32) & 0xffff] & 0xffffL) << 32
              | (table[(int) (bits >>> 48)] & 0xffffL) << 48;
      out.set(ValueLayout.JAVA_LONG, at, four);
    }
  }
}
