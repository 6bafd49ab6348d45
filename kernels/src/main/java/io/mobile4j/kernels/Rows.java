package io.mobile4j.kernels;

/**
 * Activations: rows of floats in one array, a row for each token (or for each head of a token).
 *
 * @param data the array
 * @param offset index of row 0
 * @param stride floats from one row's start to the next
 */
public record Rows(float[] data, int offset, int stride) {
  /** Rows of {@code stride} floats from the start of {@code data}. */
  public static Rows of(float[] data, int stride) {
    return new Rows(data, 0, stride);
  }

  /** Index of row {@code t} in {@link #data}. */
  public int at(int t) {
    return offset + t * stride;
  }

  /** The rows from row {@code t} on. */
  public Rows from(int t) {
    return t == 0 ? this : new Rows(data, at(t), stride);
  }

  /** The rows' columns from column {@code col} on. */
  public Rows columnsFrom(int col) {
    return new Rows(data, offset + col, stride);
  }
}
