package io.mobile4j.loader.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes quants of floats: of each block of 32, scale d = largest magnitude / 127, rounded to BF16,
 * and q = x / d rounded half to even. The largest error is d / 2.
 */
public final class Quantizer {
  private static final float LARGEST = 127f;

  private Quantizer() {}

  /**
   * Quantises one row.
   *
   * @param values the row, {@code target.cols()} values
   * @param target Q8_0 or Q8_0_TILES
   * @param row which row of the target to fill
   * @throws ArithmeticException if a value is not finite, as no scale can stand for it
   */
  public static void row(float[] values, Matrix target, int row) {
    if (!row(values, 0, target, row)) {
      throw new ArithmeticException("not a finite value");
    }
  }

  /**
   * Quantises one row, whatever its values are.
   *
   * @param values the row, from {@code offset}
   * @param target Q8_0 or Q8_0_TILES
   * @param row which row of the target to fill
   * @return whether all values are finite; a block with one that is not means NaN
   */
  public static boolean row(float[] values, int offset, Matrix target, int row) {
    boolean tiles = target.format() == WeightFormat.Q8_0_TILES;
    if (tiles) {
      clear(target, row);
    }
    MemorySegment words = tiles ? MemorySegment.ofArray(new byte[WeightFormat.Q8_BLOCK]) : null;
    boolean finite = true;
    for (int block = 0; block < WeightFormat.blocks(target.cols()); block++) {
      finite &= Float.isFinite(block(values, offset, target, row, block, words));
    }
    return finite;
  }

  /** Zeros a row with its scales, of which no block may write all. */
  private static void clear(Matrix target, int row) {
    long bytes = target.format().rowBytes(target.cols());
    target.data().asSlice(row * bytes, bytes).fill((byte) 0);
  }

  /**
   * Returns the scale, which is not finite if a value is not.
   *
   * @param words room for a block's quants where its words go to different places, else null
   */
  private static float block(
      float[] values, int offset, Matrix target, int row, int block, MemorySegment words) {
    int col = block * WeightFormat.Q8_BLOCK;
    int size = Math.min(WeightFormat.Q8_BLOCK, target.cols() - col);
    boolean vectors = Q8Block.USABLE && size == WeightFormat.Q8_BLOCK;
    int from = offset + col;
    float largest = vectors ? Q8Block.largest(values, from) : largest(values, from, size);
    target.setScale(row, block, largest / LARGEST);
    float d = target.scale(row, block);
    // Denormals round coarsely and have no usable inverse: with such a scale all become zero.
    float inverse = d < Float.MIN_NORMAL ? 0 : 1 / d;
    boolean apart = words != null && size == WeightFormat.Q8_BLOCK;
    MemorySegment quants = apart ? words : target.data();
    long out = apart ? 0 : target.offset(row, col);
    if (vectors) {
      Q8Block.store(values, from, inverse, quants, out);
    } else {
      store(values, from, size, inverse, quants, out);
    }
    if (apart) {
      spread(words, target, row, col);
    }
    return d;
  }

  /** A block's words, each to its place in a tile. */
  private static void spread(MemorySegment words, Matrix target, int row, int col) {
    long first = target.offset(row, col);
    long step = target.offset(row, col + Q8Tiles.WORD) - first;
    for (int i = 0; i < Q8Tiles.BLOCK_WORDS; i++) {
      int word = words.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Q8Tiles.WORD);
      target.data().set(ValueLayout.JAVA_INT_UNALIGNED, first + i * step, word);
    }
  }

  private static float largest(float[] values, int from, int size) {
    float largest = 0;
    for (int i = from; i < from + size; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest;
  }

  private static void store(
      float[] values, int from, int size, float inverse, MemorySegment target, long offset) {
    for (int i = 0; i < size; i++) {
      target.set(ValueLayout.JAVA_BYTE, offset + i, (byte) Math.rint(values[from + i] * inverse));
    }
  }
}
