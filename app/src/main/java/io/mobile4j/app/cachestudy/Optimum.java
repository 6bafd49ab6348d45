package io.mobile4j.app.cachestudy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The most hits that any policy can have which loads what is wanted when it is wanted: what is
 * wanted again last leaves first (Belady, "A study of replacement algorithms for a virtual-storage
 * computer", IBM Systems Journal 5(2), 1966). What is computed at once is in slots at once.
 */
final class Optimum {
  private static final int NEVER = Integer.MAX_VALUE;

  private final int slots;
  private final List<int[]> requests;
  private final List<int[]> nextUses;
  private final TreeSet<Long> resident = new TreeSet<>(); // by the next use
  private final long[] entry; // [keys] what resident has of a key; -1 = nothing

  private Optimum(List<int[]> requests, int count, int slots) {
    this.requests = requests;
    this.slots = slots;
    nextUses = nextUses(requests, count);
    entry = new long[count];
    Arrays.fill(entry, -1);
  }

  /**
   * Hits of the optimum.
   *
   * @param requests what is wanted, one after the other: each up to {@code slots} different keys
   *     below {@code count}, in slots at the same time
   * @param slots places, at first empty
   */
  static long hits(List<int[]> requests, int count, int slots) {
    return new Optimum(requests, count, slots).hits();
  }

  private long hits() {
    long hits = 0;
    for (int r = 0; r < requests.size(); r++) {
      int[] request = requests.get(r);
      for (int key : request) {
        if (entry[key] >= 0) {
          hits++;
          resident.remove(entry[key]); // it cannot leave now
        }
      }
      while (resident.size() + request.length > slots) {
        entry[(int) (resident.pollLast() % entry.length)] = -1;
      }
      for (int i = 0; i < request.length; i++) {
        long next = nextUses.get(r)[i];
        entry[request[i]] = next * entry.length + request[i];
        resident.add(entry[request[i]]);
      }
    }
    return hits;
  }

  /** For each key of each request, the next request that wants it. */
  private static List<int[]> nextUses(List<int[]> requests, int count) {
    List<int[]> next = new ArrayList<>();
    int[] seen = new int[count];
    Arrays.fill(seen, NEVER);
    for (int r = requests.size() - 1; r >= 0; r--) {
      int[] request = requests.get(r);
      int[] uses = new int[request.length];
      for (int i = 0; i < request.length; i++) {
        uses[i] = seen[request[i]];
        seen[request[i]] = r;
      }
      next.add(uses);
    }
    return next.reversed();
  }
}
