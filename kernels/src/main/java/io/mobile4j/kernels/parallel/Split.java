package io.mobile4j.kernels.parallel;

/** Where the units of a work start in its items, such as rows: in even ranges. */
public final class Split {
  /** Rows that a product takes at once; ranges start at multiples where they can. */
  private static final int WHOLE = 8;

  private Split() {}

  /** First item of {@code unit} of {@code units}; {@code units} itself starts at the end. */
  public static int start(int items, int unit, int units) {
    return start(items, WHOLE, unit, units);
  }

  /**
   * First item of a unit whose range starts at a multiple of {@code whole}.
   *
   * @param items in all
   * @param whole items that belong together
   * @param unit from 0; {@code units} gives the end of the last
   * @param units in all
   */
  public static int start(int items, int whole, int unit, int units) {
    long wholes = ((long) items + whole - 1) / whole;
    return (int) Math.min(items, wholes * unit / units * whole);
  }
}
