package io.mobile4j.kernels.parallel;

/** Even ranges of items, such as rows, for each part. */
public final class Split {
  /** Rows that a product takes at once; ranges start at multiples where they can. */
  private static final int UNIT = 8;

  private Split() {}

  /** First item of part {@code index} of {@code count}; part {@code count} starts at the end. */
  public static int start(int items, int index, int count) {
    return start(items, UNIT, index, count);
  }

  /**
   * First item of a part whose ranges start at multiples of {@code unit}.
   *
   * @param items in all
   * @param unit items that belong together
   * @param index part; {@code count} gives the end of the last
   * @param count parts
   */
  public static int start(int items, int unit, int index, int count) {
    long units = ((long) items + unit - 1) / unit;
    return (int) Math.min(items, units * index / count * unit);
  }
}
