package io.mobile4j.loader.weights;

/**
 * A matrix that every token uses, and the format it shall have in memory.
 *
 * @param stored where it is
 * @param format {@code stored.format()}, F32 or one of quants
 */
public record DenseTensor(StoredMatrix stored, WeightFormat format) {
  /** As the checkpoint stores it. */
  public static DenseTensor asStored(StoredMatrix stored) {
    return new DenseTensor(stored, stored.format());
  }

  /** Its name in the checkpoint. */
  public String name() {
    return stored.tensor().name();
  }

  /** Bytes in memory. */
  public long bytes() {
    return format.matrixBytes(stored.rows(), stored.cols());
  }
}
