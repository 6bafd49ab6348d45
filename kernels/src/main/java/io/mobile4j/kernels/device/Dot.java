package io.mobile4j.kernels.device;

import io.mobile4j.loader.weights.WeightFormat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * One lane's part of the product of a matrix row with a vector, for use inside kernels.
 * Neighbouring lanes read neighbouring values, four each, or two of 16-bit floats.
 */
public final class Dot {
  private static final int BLOCK_QUARTERS = WeightFormat.Q8_BLOCK / 4;

  private Dot() {}

  /** Of a row of floats: {@code w[row, row + cols) . x[at, at + cols)}. */
  public static float floats(
      FloatArray w, int row, FloatArray x, int at, int cols, int lane, int lanes) {
    float sum = 0f;
    int whole = cols - cols % 4;
    for (int i = 4 * lane; i < whole; i += 4 * lanes) {
      sum +=
          w.get(row + i) * x.get(at + i)
              + w.get(row + i + 1) * x.get(at + i + 1)
              + w.get(row + i + 2) * x.get(at + i + 2)
              + w.get(row + i + 3) * x.get(at + i + 3);
    }
    for (int i = whole + lane; i < cols; i += lanes) {
      sum += w.get(row + i) * x.get(at + i);
    }
    return sum;
  }

  /**
   * Of a row of quants.
   *
   * @param row index of the row's first int
   * @param scale index of the row's first scale
   */
  public static float quants(
      IntArray w,
      int row,
      FloatArray scales,
      int scale,
      FloatArray x,
      int at,
      int cols,
      int lane,
      int lanes) {
    float sum = 0f;
    int whole = cols / 4;
    for (int i = lane; i < whole; i += lanes) {
      int four = w.get(row + i);
      int column = at + 4 * i;
      float product =
          quant(four, 0) * x.get(column)
              + quant(four, 1) * x.get(column + 1)
              + quant(four, 2) * x.get(column + 2)
              + quant(four, 3) * x.get(column + 3);
      sum += scales.get(scale + i / BLOCK_QUARTERS) * product;
    }
    for (int i = 4 * whole + lane; i < cols; i += lanes) {
      float value =
          quant(w.get(row + whole), i - 4 * whole) * scales.get(scale + whole / BLOCK_QUARTERS);
      sum += value * x.get(at + i);
    }
    return sum;
  }

  /**
   * Of a row of 16-bit floats.
   *
   * @param row index of the row's first int
   * @param table index of the format's table, see {@link ShortFloats}
   */
  public static float shorts(
      IntArray w,
      int row,
      FloatArray tables,
      int table,
      int fractionBits,
      FloatArray x,
      int at,
      int cols,
      int lane,
      int lanes) {
    float sum = 0f;
    int whole = cols / 2;
    for (int i = lane; i < whole; i += lanes) {
      int two = w.get(row + i);
      int column = at + 2 * i;
      sum +=
          ShortFloats.value(two, tables, table, fractionBits) * x.get(column)
              + ShortFloats.value(two >> 16, tables, table, fractionBits) * x.get(column + 1);
    }
    if (lane == 0 && 2 * whole < cols) {
      int last = w.get(row + whole);
      sum += ShortFloats.value(last, tables, table, fractionBits) * x.get(at + 2 * whole);
    }
    return sum;
  }

  /** The i-th of four signed bytes; shifts up and down, as not every device has {@code >>>}. */
  public static int quant(int four, int i) {
    return (four << (24 - 8 * i)) >> 24;
  }
}
