package io.mobile4j.kernels.convert;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.lanes.Pairs;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Puts floats, or what has as many bits, in another order by rotating the bits of their indices, as
 * transposing does.
 */
public final class BitRotation {
  private BitRotation() {}

  /**
   * The lowest bit of an index becomes the highest: {@code out} has each other float of {@code in}
   * from the first on, and then those from the second on.
   *
   * @param in has the first one at {@code at}
   * @param out a power of two of them, at least two vectors
   */
  public static void byOne(float[] in, int at, float[] out) {
    int half = out.length / 2;
    for (int i = 0; i < half; i += LENGTH) {
      IntVector a = FloatVector.fromArray(FLOAT, in, at + 2 * i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOAT, in, at + 2 * i + LENGTH).reinterpretAsInts();
      Pairs.even(a, b).reinterpretAsFloats().intoArray(out, i);
      Pairs.odd(a, b).reinterpretAsFloats().intoArray(out, i + half);
    }
  }

  /**
   * The two lowest bits of an index become the highest: {@code out} has each fourth float of {@code
   * in} from the first on, then each fourth from the second on, and so on.
   *
   * @param in a power of two of them, at least four vectors
   * @param out as long
   */
  public static void byTwo(float[] in, float[] out) {
    int quarter = in.length / 4;
    for (int i = 0; i < quarter; i += LENGTH) {
      IntVector a = FloatVector.fromArray(FLOAT, in, 4 * i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOAT, in, 4 * i + LENGTH).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(FLOAT, in, 4 * i + 2 * LENGTH).reinterpretAsInts();
      IntVector d = FloatVector.fromArray(FLOAT, in, 4 * i + 3 * LENGTH).reinterpretAsInts();
      IntVector even0 = Pairs.even(a, b);
      IntVector even1 = Pairs.even(c, d);
      IntVector odd0 = Pairs.odd(a, b);
      IntVector odd1 = Pairs.odd(c, d);
      Pairs.even(even0, even1).reinterpretAsFloats().intoArray(out, i);
      Pairs.even(odd0, odd1).reinterpretAsFloats().intoArray(out, i + quarter);
      Pairs.odd(even0, even1).reinterpretAsFloats().intoArray(out, i + 2 * quarter);
      Pairs.odd(odd0, odd1).reinterpretAsFloats().intoArray(out, i + 3 * quarter);
    }
  }
}
