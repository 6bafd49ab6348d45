package io.mobile4j.engine.experts;

import java.util.Arrays;

/**
 * The fewer tokens used it, the less worth; a use counts half after {@value #HALF_LIFE} passes.
 * Experts that are out of their slots are counted on.
 */
final class LeastFrequentlyUsed implements Replacement {
  private static final int HALF_LIFE = 64;
  private static final double GROWTH = Math.pow(2, 1.0 / HALF_LIFE);
  private static final double LARGEST = 1e100;

  private final double[] uses; // [L * E] in units of the first pass's
  private double unit = 1; // instead of shrinking all counts, each pass counts for more

  LeastFrequentlyUsed(int keys) {
    uses = new double[keys];
  }

  @Override
  public void pass() {
    unit *= GROWTH;
    if (unit > LARGEST) {
      for (int key = 0; key < uses.length; key++) {
        uses[key] /= unit;
      }
      unit = 1;
    }
  }

  @Override
  public void used(int key, int tokens) {
    uses[key] += tokens * unit;
  }

  @Override
  public void loaded(int key) {}

  @Override
  public void forget() {
    Arrays.fill(uses, 0);
    unit = 1;
  }

  @Override
  public double worth(int key) {
    return uses[key];
  }
}
