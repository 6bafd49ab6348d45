package io.mobile4j.kernels.lanes;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector this machine prefers, and off-heap memory by address.
 *
 * <p>Loads go through one segment that spans all memory, at an address taken from a checked segment
 * once for each call: bounds that the compiler cannot hoist cost a quarter of the speed of a short
 * row. Whoever uses {@link #MEMORY} stays within the segment that the address came from.
 */
public final class Lanes {
  /** 128 to 512 bits: a half must be a vector too, and nothing here gains from more. */
  public static final VectorSpecies<Float> FLOAT =
      VectorSpecies.of(
          float.class,
          VectorShape.forBitSize(
              Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512)));

  /** As wide as {@link #FLOAT}. */
  public static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, FLOAT.vectorShape());

  /** As many shorts as there are floats in a vector. */
  public static final VectorSpecies<Short> SHORT =
      VectorSpecies.of(short.class, VectorShape.forBitSize(FLOAT.vectorBitSize() / 2));

  /** As many bytes as there are floats in a vector, but at least the smallest vector's 8. */
  public static final VectorSpecies<Byte> BYTE =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, FLOAT.vectorBitSize() / 4)));

  /** Floats in a vector. */
  public static final int LENGTH = FLOAT.length();

  /** Whether vectors are AVX-512's, of which there are 32; of others there may be 16. */
  public static final boolean WIDE = LENGTH > 8;

  /** Bytes of a vector. */
  public static final int BYTES = FLOAT.vectorByteSize();

  /** Weights are little-endian. */
  public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** All memory, by address. */
  @SuppressWarnings("restricted") // every launcher and test enables native access
  public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** Tells the compiler that an address is small and not negative, so that checks fold away. */
  private static final long ADDRESS_BITS = (1L << 56) - 1;

  private Lanes() {}

  /**
   * The address of an offset in a segment.
   *
   * @throws IllegalArgumentException if the segment is on the heap
   * @throws IllegalStateException if its memory was released
   */
  public static long address(MemorySegment segment, long offset) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("weights must be off heap, not " + segment);
    }
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("the memory of these weights was released");
    }
    return plus(segment.address(), offset);
  }

  /** {@code address + bytes}, as an address. */
  public static long plus(long address, long bytes) {
    return (address + bytes) & ADDRESS_BITS;
  }

  /** The largest multiple of the vector's length that is at most {@code size}. */
  public static int whole(int size) {
    return FLOAT.loopBound(size);
  }
}
