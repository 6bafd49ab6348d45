package io.mobile4j.engine.experts;

import java.util.Arrays;

/** The longer ago, the less worth. */
final class LeastRecentlyUsed implements Replacement {
  private final long[] last; // [L * E] on a clock that counts uses
  private long clock;

  LeastRecentlyUsed(int keys) {
    last = new long[keys];
  }

  @Override
  public void pass() {}

  @Override
  public void used(int key, int tokens) {
    last[key] = ++clock;
  }

  @Override
  public void loaded(int key) {
    last[key] = ++clock; // or a prefetched expert would leave before its first use
  }

  @Override
  public void forget() {
    Arrays.fill(last, 0);
  }

  @Override
  public double worth(int key) {
    return last[key];
  }
}
