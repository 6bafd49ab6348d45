package io.mobile4j.loader.weights;

import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * A whole block of {@link WeightFormat#Q8_0} by vectors, to the bit as {@link Quantizer} has it.
 */
final class Q8Block {
  private static final VectorSpecies<Float> FLOAT =
      VectorSpecies.of(
          float.class,
          VectorShape.forBitSize(
              Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512)));

  /** Whether a vector's quants fill one of bytes, the smallest of which has 64 bits. */
  static final boolean USABLE = FLOAT.length() >= Long.BYTES;

  private static final VectorSpecies<Integer> INT =
      VectorSpecies.of(int.class, FLOAT.vectorShape());

  private static final VectorSpecies<Byte> BYTE =
      VectorSpecies.of(
          byte.class, VectorShape.forBitSize(Math.max(Long.SIZE, FLOAT.vectorBitSize() / 4)));

  private static final int SIGN = 0x80000000;

  /** Added to a small float, leaves its integer, halves rounded to even, in the lowest bits. */
  private static final float ROUNDING = 0x1.8p23f;

  private Q8Block() {}

  /** The largest magnitude from an index on; not finite if a value is not. */
  static float largest(float[] values, int from) {
    IntVector magnitude = IntVector.broadcast(INT, ~SIGN);
    IntVector largest = IntVector.zero(INT);
    for (int i = 0; i < Q8_BLOCK; i += FLOAT.length()) {
      IntVector bits = FloatVector.fromArray(FLOAT, values, from + i).reinterpretAsInts();
      largest = largest.max(bits.and(magnitude));
    }
    return Float.intBitsToFloat(largest.reduceLanes(VectorOperators.MAX));
  }

  /** Stores {@code values[from + i] * inverse}, rounded, as bytes from an offset on. */
  static void store(float[] values, int from, float inverse, MemorySegment target, long offset) {
    FloatVector factor = FloatVector.broadcast(FLOAT, inverse);
    FloatVector rounding = FloatVector.broadcast(FLOAT, ROUNDING);
    for (int i = 0; i < Q8_BLOCK; i += FLOAT.length()) {
      FloatVector scaled = FloatVector.fromArray(FLOAT, values, from + i).mul(factor);
      IntVector quants = scaled.add(rounding).reinterpretAsInts();
      ByteVector bytes = (ByteVector) quants.convertShape(VectorOperators.I2B, BYTE, 0);
      bytes.intoMemorySegment(target, offset + i, ByteOrder.LITTLE_ENDIAN);
    }
  }
}
