package io.mobile4j.app.cachestudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OptimumTest {
  static final int KEYS = 5;

  @Test
  void whatIsWantedLastLeaves() {
    // 2 leaves for 3, as 0 and 1 are wanted before it.
    assertEquals(2, Optimum.hits(new int[] {0, 1, 2, 3, 0, 1, 2}, 4, 3));
  }

  @Property(tries = 300)
  void noChoiceOfVictimsIsBetter(
      @ForAll @Size(max = 10) List<@IntRange(max = KEYS - 1) Integer> wanted,
      @ForAll @IntRange(min = 1, max = 4) int slots) {
    int[] keys = wanted.stream().mapToInt(Integer::intValue).toArray();
    assertEquals(best(keys, 0, Set.of(), slots), Optimum.hits(keys, KEYS, slots));
  }

  /** Tries every victim. */
  private static long best(int[] keys, int from, Set<Integer> held, int slots) {
    if (from == keys.length) {
      return 0;
    }
    Set<Integer> with = new TreeSet<>(held);
    if (!with.add(keys[from])) {
      return 1 + best(keys, from + 1, held, slots);
    }
    if (held.size() < slots) {
      return best(keys, from + 1, with, slots);
    }
    long most = 0;
    for (int victim : held) {
      Set<Integer> without = new TreeSet<>(with);
      without.remove(victim);
      most = Math.max(most, best(keys, from + 1, without, slots));
    }
    return most;
  }

  @Property(tries = 300)
  void leastRecentlyUsedIsNotBetter(
      @ForAll @Size(max = 200) List<@IntRange(max = 30) Integer> wanted,
      @ForAll @IntRange(min = 1, max = 20) int slots) {
    LinkedHashSet<Integer> held = new LinkedHashSet<>();
    long hits = 0;
    for (int key : wanted) {
      if (held.remove(key)) {
        hits++;
      } else if (held.size() == slots) {
        held.removeFirst();
      }
      held.add(key);
    }
    int[] keys = wanted.stream().mapToInt(Integer::intValue).toArray();
    assertTrue(Optimum.hits(keys, 31, slots) >= hits);
    int[] distance = ReuseDistance.of(keys, 31);
    int nearer = 0;
    for (int d : distance) {
      nearer += d != ReuseDistance.NONE && d < slots ? 1 : 0;
    }
    assertEquals(hits, nearer, "uses nearer than there are slots");
  }
}
