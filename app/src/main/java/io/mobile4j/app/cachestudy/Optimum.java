package io.mobile4j.app.cachestudy;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * The most hits that any policy can have which loads what is wanted when it is wanted: what is
 * wanted again last leaves first (Belady, "A study of replacement algorithms for a virtual-storage
 * computer", IBM Systems Journal 5(2), 1966).
 */
final class Optimum {
  private static final int NEVER = Integer.MAX_VALUE;

  private Optimum() {}

  /**
   * Hits of the optimum.
   *
   * @param keys what is wanted, one after the other; below {@code count}
   * @param slots places, at first empty
   */
  static long hits(int[] keys, int count, int slots) {
    int[] next = nextUses(keys, count);
    int[] use = new int[count]; // next use of what is in a slot; -1 = not there
    Arrays.fill(use, -1);
    // By next use, the last first; an entry that is no longer true is passed over.
    PriorityQueue<long[]> byUse = new PriorityQueue<>((a, b) -> Long.compare(b[0], a[0]));
    int held = 0;
    long hits = 0;
    for (int i = 0; i < keys.length; i++) {
      int key = keys[i];
      if (use[key] >= 0) {
        hits++;
      } else if (held < slots) {
        held++;
      } else {
        long[] last = byUse.poll();
        while (use[(int) last[1]] != last[0]) {
          last = byUse.poll();
        }
        use[(int) last[1]] = -1;
      }
      use[key] = next[i];
      byUse.add(new long[] {next[i], key});
    }
    return hits;
  }

  private static int[] nextUses(int[] keys, int count) {
    int[] next = new int[keys.length];
    int[] seen = new int[count];
    Arrays.fill(seen, NEVER);
    for (int i = keys.length - 1; i >= 0; i--) {
      next[i] = seen[keys[i]];
      seen[keys[i]] = i;
    }
    return next;
  }
}
