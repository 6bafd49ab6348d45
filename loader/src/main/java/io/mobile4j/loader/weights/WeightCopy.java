package io.mobile4j.loader.weights;

import io.mobile4j.loader.InputException;
import io.mobile4j.loader.safetensors.Checkpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Copies matrices from a checkpoint to their place off heap, changing the format on the way. */
final class WeightCopy {
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  // Of a half. Infinity and NaN have all bits of the exponent: one more, and they carry.
  private static final int EXPONENT = 0x7c00;
  private static final int LOWEST_OF_EXPONENT = 0x0400;
  private static final int BEYOND_EXPONENT = 0x8000;

  private WeightCopy() {}

  /**
   * Copies one matrix. It is mapped for that time only, so that a large checkpoint never counts
   * twice in memory.
   *
   * @param target gets the values; its format is the source's, F32 or one of quants
   * @throws InputException if the checkpoint cannot be read, a value cannot be quantised, or a half
   *     is not finite
   */
  static void copy(Checkpoint checkpoint, StoredMatrix source, Matrix target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = checkpoint.map(source.tensor(), source.offset(), source.bytes(), arena);
      if (source.format() == target.format()) {
        MemorySegment.copy(data, 0, target.data(), 0, source.bytes());
        if (source.format() == WeightFormat.F16) {
          requireFinite(target, source);
        }
      } else {
        convert(Matrix.of(source.format(), source.rows(), source.cols(), data), target);
      }
    } catch (ArithmeticException e) {
      throw new InputException(
          "%s: tensor %s cannot be quantised: %s"
              .formatted(source.tensor().file(), source.tensor().name(), e.getMessage()),
          e);
    }
  }

  private static void convert(Matrix source, Matrix target) {
    float[] row = new float[source.cols()];
    for (int r = 0; r < source.rows(); r++) {
      Values.row(source, r, row, 0);
      switch (target.format()) {
        case Q8_0, Q8_0_TILES -> Quantizer.row(row, target, r);
        case F32 ->
            MemorySegment.copy(
                MemorySegment.ofArray(row),
                0,
                target.data(),
                (long) r * row.length * Float.BYTES,
                (long) row.length * Float.BYTES);
        default -> throw new IllegalArgumentException(source.format() + " to " + target.format());
      }
    }
  }

  /** Products take the bits of a half for a finite value: more than that a weight never is. */
  private static void requireFinite(Matrix matrix, StoredMatrix source) {
    long bytes = source.bytes();
    int carry = 0;
    for (long i = 0; i < bytes; i += Short.BYTES) {
      carry |= (matrix.data().get(HALF, i) & EXPONENT) + LOWEST_OF_EXPONENT;
    }
    if ((carry & BEYOND_EXPONENT) != 0) {
      throw new InputException(
          "%s: tensor %s has a value that is infinite or not a number"
              .formatted(source.tensor().file(), source.tensor().name()));
    }
  }
}
