package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.convert.BitRotation;
import io.mobile4j.loader.weights.Q8Tiles;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.Arrays;

/**
 * Brings columns of a vector, [16 blocks, 8 words, 4 quants], to the order of a tile's quants as
 * its words are taken apart, [8 words, 4 quants, 16 blocks]: the five lowest of nine bits of an
 * index become the highest.
 */
final class TileOrder {
  private static final ThreadLocal<TileOrder> OF_THREAD = ThreadLocal.withInitial(TileOrder::new);

  private final float[] first = new float[Q8Tiles.COLS];
  private final float[] second = new float[Q8Tiles.COLS];

  private TileOrder() {}

  /**
   * A tile's columns; zeros for blocks that it lacks.
   *
   * @param x has the first column at {@code at}
   * @param blocks of the tile
   * @return 512 floats, until this thread's next call
   */
  static float[] arrange(float[] x, int at, int blocks) {
    TileOrder order = OF_THREAD.get();
    if (blocks == Q8Tiles.BLOCKS) {
      return order.arranged(x, at);
    }
    int cols = blocks * WeightFormat.Q8_BLOCK;
    System.arraycopy(x, at, order.second, 0, cols);
    Arrays.fill(order.second, cols, order.second.length, 0f);
    return order.arranged(order.second, 0);
  }

  private float[] arranged(float[] x, int at) {
    BitRotation.byOne(x, at, first);
    BitRotation.byTwo(first, second);
    BitRotation.byTwo(second, first);
    return first;
  }
}
