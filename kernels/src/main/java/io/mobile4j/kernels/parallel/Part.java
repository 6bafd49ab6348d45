package io.mobile4j.kernels.parallel;

/** Work that several threads do together, each its part. */
@FunctionalInterface
public interface Part {
  /**
   * Does one part.
   *
   * @param index 0 to count - 1
   * @param count parts
   */
  void run(int index, int count);
}
