package io.mobile4j.kernels.parallel;

/** Work that several threads do together, each its parts: runs of units, such as rows. */
@FunctionalInterface
public interface Part {
  /**
   * Does the units [unit, end).
   *
   * @param unit first of the part, from 0
   * @param end after the last of the part, at most units
   * @param units that the work has, all of about the same size
   */
  void run(int unit, int end, int units);
}
