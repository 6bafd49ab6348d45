package io.mobile4j.loader.weights;

import java.lang.foreign.MemorySegment;

/**
 * A weight matrix off heap, row-major. It borrows its memory: whoever made it owns and closes that.
 *
 * @param format how the values are stored
 * @param rows outputs; 1 for a vector such as a norm's weight or a bias
 * @param cols inputs
 * @param data values, [rows, cols], at least {@code rows * cols * format.valueBytes()} bytes
 * @param scales FP32 scales [rows, ceil(cols / 32)] of a {@link WeightFormat#Q8_0} matrix, at a
 *     multiple of 4 bytes, else an empty segment
 */
public record Matrix(
    WeightFormat format, int rows, int cols, MemorySegment data, MemorySegment scales) {
  public Matrix {
    long values = (long) rows * cols * format.valueBytes();
    long scaleBytes = (long) rows * format.scalesPerRow(cols) * Float.BYTES;
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
}
