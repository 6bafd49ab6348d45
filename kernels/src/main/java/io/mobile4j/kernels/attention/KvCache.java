package io.mobile4j.kernels.attention;

import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;

/**
 * Keys and values of one layer, off heap, F32 or Q8_0. It borrows its memory.
 *
 * <p>Latent attention (DeepSeek-V2) has one head, whose values are the first part of its keys: pass
 * the same matrix twice.
 *
 * @param heads key-value heads
 * @param capacity positions a head has room for
 * @param keys [heads * capacity, keySize], head by head
 * @param values [heads * capacity, at least valueSize], head by head
 * @param valueSize values of one position that are used: the first of its row
 */
public record KvCache(int heads, int capacity, Matrix keys, Matrix values, int valueSize) {
  public KvCache {
    check(keys, heads * capacity, 1);
    check(values, heads * capacity, valueSize);
  }

  private static void check(Matrix matrix, int rows, int cols) {
    WeightFormat format = matrix.format();
    if (matrix.rows() < rows || matrix.cols() < cols) {
      throw new IllegalArgumentException(
          "cache [%d, %d] is smaller than [%d, %d]"
              .formatted(matrix.rows(), matrix.cols(), rows, cols));
    }
    if (format != WeightFormat.F32 && format != WeightFormat.Q8_0) {
      throw new IllegalArgumentException("a cache is F32 or Q8_0, not " + format);
    }
  }

  /** Values of one key. */
  public int keySize() {
    return keys.cols();
  }

  /** Row of {@link #keys} and {@link #values} of a head's position. */
  public int row(int head, int position) {
    return head * capacity + position;
  }

  /**
   * Stores the keys of one position.
   *
   * @param position 0 to capacity - 1
   * @param x [heads, keySize] from {@code offset}
   */
  public void storeKeys(int position, float[] x, int offset) {
    store(keys, position, x, offset);
  }

  /** Stores the values of one position: x is [heads, valueSize]. */
  public void storeValues(int position, float[] x, int offset) {
    store(values, position, x, offset);
  }

  private void store(Matrix matrix, int position, float[] x, int offset) {
    for (int head = 0; head < heads; head++) {
      CacheRow.write(matrix, row(head, position), x, offset + head * matrix.cols());
    }
  }
}
