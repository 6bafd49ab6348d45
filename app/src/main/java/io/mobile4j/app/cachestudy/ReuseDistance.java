package io.mobile4j.app.cachestudy;

import java.util.Arrays;

/**
 * Between a use of an expert and the one before: how many other experts were wanted, each counted
 * once. With more slots than that, a least-recently-used cache still has it.
 */
final class ReuseDistance {
  /** Of a first use. */
  static final int NONE = -1;

  private ReuseDistance() {}

  /**
   * For each use the distance from the one before, or {@link #NONE}.
   *
   * @param keys what is wanted, one after the other; below {@code count}
   */
  static int[] of(int[] keys, int count) {
    int[] last = new int[count];
    Arrays.fill(last, NONE);
    int[] latest = new int[keys.length + 1]; // binary indexed tree: 1 where a key was used last
    int[] distance = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      int before = last[keys[i]];
      if (before == NONE) {
        distance[i] = NONE;
      } else {
        distance[i] = sum(latest, i) - sum(latest, before + 1);
        add(latest, before, -1);
      }
      add(latest, i, 1);
      last[keys[i]] = i;
    }
    return distance;
  }

  private static void add(int[] tree, int at, int value) {
    for (int i = at + 1; i < tree.length; i += i & -i) {
      tree[i] += value;
    }
  }

  /** Of the first {@code count} places. */
  private static int sum(int[] tree, int count) {
    int sum = 0;
    for (int i = count; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }
}
