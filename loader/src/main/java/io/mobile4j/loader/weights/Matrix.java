package io.mobile4j.loader.weights;

import java.lang.foreign.MemorySegment;

/**
 * A weight matrix off heap, row after row. It borrows its memory: whoever made it owns and closes
 * that.
 *
 * @param format how the values are stored
 * @param rows outputs; 1 for a vector such as a norm's weight or a bias
 * @param cols inputs
 * @param data values, at least {@link WeightFormat#valueBytes} bytes
 * @param scales BF16 scales [rows, ceil(cols / 32)] of a {@link WeightFormat#Q8_0} matrix, else an
 *     empty segment
 */
public record Matrix(
    WeightFormat format, int rows, int cols, MemorySegment data, MemorySegment scales) {
  public Matrix {
    long values = format.valueBytes(rows, cols);
    long scaleBytes = rows * format.scaleBytesPerRow(cols);
    if (data.byteSize() < values || scales.byteSize() < scaleBytes) {
      throw new IllegalArgumentException(
          "matrix [%d, %d] %s needs %d + %d bytes, got %d + %d"
              .formatted(
                  rows, cols, format, values, scaleBytes, data.byteSize(), scales.byteSize()));
    }
  }

  /** A matrix in a format without scales that are kept apart. */
  public static Matrix of(WeightFormat format, int rows, int cols, MemorySegment data) {
    return new Matrix(format, rows, cols, data, MemorySegment.NULL);
  }

  /** Bytes that one product with this matrix reads. */
  public long bytes() {
    return format.matrixBytes(rows, cols);
  }

  /** Where in {@code data} a value of a row is, or its first byte. */
  public long offset(int row, int col) {
    long inRow =
        format == WeightFormat.Q8_0_TILES ? Q8Tiles.quant(cols, col) : format.rowBytes(col);
    return row * format.rowBytes(cols) + inRow;
  }

  /** The scale of a row's block: that of column {@code block * 32} and those after it. */
  public float scale(int row, int block) {
    return Bf16.toFloat(scaled().get(WeightFormat.SCALE, scaleOffset(row, block)));
  }

  /** Sets {@link #scale} to the nearest that there is. */
  public void setScale(int row, int block, float scale) {
    scaled().set(WeightFormat.SCALE, scaleOffset(row, block), Bf16.nearest(scale));
  }

  /** What the scales are in. */
  private MemorySegment scaled() {
    return format == WeightFormat.Q8_0_TILES ? data : scales;
  }

  private long scaleOffset(int row, int block) {
    if (format == WeightFormat.Q8_0_TILES) {
      return row * format.rowBytes(cols) + Q8Tiles.scale(block);
    }
    return row * format.scaleBytesPerRow(cols) + (long) WeightFormat.SCALE_BYTES * block;
  }
}
