package io.mobile4j.loader.weights;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** How the values of a weight matrix are stored. All are little-endian, row after row. */
public enum WeightFormat {
  F32(4),
  /** The upper 16 bits of an IEEE float. */
  BF16(2),
  /** IEEE half precision; finite, which is checked when weights are loaded. */
  F16(2),
  /**
   * Bytes from -127 to 127, one BF16 scale for each block of {@link #Q8_BLOCK} values of a row;
   * scales are kept apart.
   */
  Q8_0(1),
  /**
   * The values and scales of {@link #Q8_0}, in the order in which a CPU with AVX-512 reads weights
   * fastest: see {@link Q8Tiles}.
   */
  Q8_0_TILES(1);

  /**
   * Values that share one scale, where there are scales. A row whose length is not a multiple ends
   * in a shorter block.
   */
  public static final int Q8_BLOCK = 32;

  /** Bytes of a scale. */
  public static final int SCALE_BYTES = Short.BYTES;

  /** A scale's bits off heap, those of a BF16. */
  public static final ValueLayout.OfShort SCALE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int valueBytes;

  WeightFormat(int valueBytes) {
    this.valueBytes = valueBytes;
  }

  /** As users name it: after what the values are, not their order. */
  public String label() {
    return this == Q8_0_TILES ? Q8_0.name() : name();
  }

  /** Bytes from one row's values to the next one's. */
  public long rowBytes(int cols) {
    return this == Q8_0_TILES ? Q8Tiles.rowBytes(cols) : (long) cols * valueBytes;
  }

  /** Bytes of a matrix's values, with the scales of {@link #Q8_0_TILES} among them. */
  public long valueBytes(long rows, int cols) {
    return rows * rowBytes(cols) + (this == Q8_0_TILES ? Q8Tiles.SLACK : 0);
  }

  /** Blocks in a row of {@code cols} values, the last of which may be shorter. */
  static int blocks(int cols) {
    return Math.ceilDiv(cols, Q8_BLOCK);
  }

  /** Scales of a row that are kept apart: 0 for all but {@link #Q8_0}. */
  public int scalesPerRow(int cols) {
    return this == Q8_0 ? blocks(cols) : 0;
  }

  /** Bytes of a row's scales that are kept apart. */
  public long scaleBytesPerRow(int cols) {
    return (long) scalesPerRow(cols) * SCALE_BYTES;
  }

  /** Bytes of a matrix with its scales, paddings not counted. */
  public long matrixBytes(long rows, int cols) {
    return valueBytes(rows, cols) + rows * scaleBytesPerRow(cols);
  }
}
