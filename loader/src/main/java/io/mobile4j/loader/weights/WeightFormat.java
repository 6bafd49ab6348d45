package io.mobile4j.loader.weights;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** How the values of a weight matrix are stored. All are little-endian and row-major. */
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
  Q8_0(1);

  /**
   * Values that share one scale in {@link #Q8_0}. A row whose length is not a multiple ends in a
   * shorter block.
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

  /** Bytes of one value, scales not counted. */
  public int valueBytes() {
    return valueBytes;
  }

  /** Scales in a row of {@code cols} values: 0 for all but {@link #Q8_0}. */
  public int scalesPerRow(int cols) {
    return this == Q8_0 ? (cols + Q8_BLOCK - 1) / Q8_BLOCK : 0;
  }

  /** Bytes of a row's scales. */
  public long scaleBytesPerRow(int cols) {
    return (long) scalesPerRow(cols) * SCALE_BYTES;
  }

  /** Bytes of a matrix with its scales, paddings not counted. */
  public long matrixBytes(long rows, int cols) {
    return rows * (cols * (long) valueBytes + scaleBytesPerRow(cols));
  }
}
