package io.mobile4j.loader.weights;

import java.lang.foreign.MemorySegment;

/**
 * A weight matrix off heap, row-major. It borrows its memory: whoever made it owns and closes that.
 *
 * @param format how the values are stored
 * @param rows outputs; 1 for a vector such as a norm's weight or a bias
 * @param cols inputs
 * @param data values, [rows, cols], at least {@code rows * cols * format.valueBytes()} bytes
 * @param scales BF16 scales [rows, ceil(cols / 32)] of a {@link WeightFormat#Q8_0} matrix, else an
 *     empty segment
 */
public record Matrix(
    WeightFormat format, int rows, int cols, MemorySegment data, MemorySegment scales) {
  public Matrix {
    long values = (long) rows * cols * format.valueBytes();
    long scaleBytes = rows * format.scaleBytesPerRow(cols);
    if (data.byteSize() < values || scales.byteSize() < scaleBytes) {
      throw new IllegalArgumentException(
          "matrix [%d, %d] %s needs %d + %d bytes, got %d + %d"
              .formatted(
                  rows, cols, format, values, scaleBytes, data.byteSize(), scales.byteSize()));
    }
  }

  /** A matrix in a format without scales. */
  public static Matrix of(WeightFormat format, int rows, int cols, MemorySegment data) {
    return new Matrix(format, rows, cols, data, MemorySegment.NULL);
  }

  /** Bytes that one product with this matrix reads. */
  public long bytes() {
    return format.matrixBytes(rows, cols);
  }

  /** The scale of a row's block: that of column {@code block * 32} and those after it. */
  public float scale(int row, int block) {
    return Bf16.toFloat(scales.get(WeightFormat.SCALE, scaleOffset(row, block)));
  }

  /** Sets {@link #scale} to the nearest that there is. */
  public void setScale(int row, int block, float scale) {
    scales.set(WeightFormat.SCALE, scaleOffset(row, block), Bf16.nearest(scale));
  }

  private long scaleOffset(int row, int block) {
    return row * format.scaleBytesPerRow(cols) + (long) WeightFormat.SCALE_BYTES * block;
  }
}
