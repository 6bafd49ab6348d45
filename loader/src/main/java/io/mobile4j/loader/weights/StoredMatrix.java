package io.mobile4j.loader.weights;

import io.mobile4j.loader.safetensors.TensorInfo;

/**
 * A weight matrix as a checkpoint stores it: a tensor or one of the slices of a fused tensor.
 *
 * @param tensor the tensor that holds it
 * @param format its format
 * @param rows outputs; 1 for a vector
 * @param cols inputs
 * @param offset bytes from the tensor's first to the matrix's
 */
public record StoredMatrix(
    TensorInfo tensor, WeightFormat format, int rows, int cols, long offset) {

  /** Bytes in the checkpoint. */
  public long bytes() {
    return format.matrixBytes(rows, cols);
  }

  /** The part of this matrix of {@code count} rows from row {@code from}. */
  public StoredMatrix slice(int from, int count) {
    return new StoredMatrix(tensor, format, count, cols, offset + format.matrixBytes(from, cols));
  }
}
