package io.mobile4j.app.cachestudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OptimumTest {
  static final int KEYS = 6;

  @Test
  void whatIsWantedLastLeaves() {
    // 2 leaves for 3, as 0 and 1 are wanted before it.
    assertEquals(2, Optimum.hits(oneByOne(List.of(0, 1, 2, 3, 0, 1, 2)), 4, 3));
  }

  @Test
  void whatIsComputedAtOnceIsInSlotsAtOnce() {
    // 1 cannot stay while 2 and 3 are there.
    List<int[]> requests = List.of(new int[] {1}, new int[] {2, 3}, new int[] {1});
    assertEquals(0, Optimum.hits(requests, KEYS, 2));
    assertEquals(1, Optimum.hits(requests, KEYS, 3));
  }

  @Property(tries = 500)
  void noChoiceIsBetter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int slots) {
    Random random = new Random(seed);
    List<int[]> requests =
        IntStream.range(0, random.nextInt(8))
            .mapToObj(
                _ -> random.ints(0, KEYS).distinct().limit(1 + random.nextInt(slots)).toArray())
            .toList();
    assertEquals(best(requests, 0, new BitSet(), slots), Optimum.hits(requests, KEYS, slots));
  }

  /** Tries everything that can be in the slots after each request. */
  private static long best(List<int[]> requests, int at, BitSet held, int slots) {
    if (at == requests.size()) {
      return 0;
    }
    int[] request = requests.get(at);
    BitSet wanted = new BitSet();
    IntStream.of(request).forEach(wanted::set);
    BitSet others = (BitSet) held.clone();
    others.andNot(wanted);
    int[] may = others.stream().toArray();
    long most = 0;
    for (int stay = 0; stay < 1 << may.length; stay++) {
      if (Integer.bitCount(stay) + request.length <= slots) {
        BitSet after = (BitSet) wanted.clone();
        for (int i = 0; i < may.length; i++) {
          after.set(may[i], (stay >> i & 1) == 1);
        }
        most = Math.max(most, best(requests, at + 1, after, slots));
      }
    }
    return IntStream.of(request).filter(held::get).count() + most;
  }

  private static List<int[]> oneByOne(List<Integer> wanted) {
    return wanted.stream().map(key -> new int[] {key}).toList();
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
    assertTrue(Optimum.hits(oneByOne(wanted), 31, slots) >= hits);
    int[] distance = ReuseDistance.of(keys, 31);
    int nearer = 0;
    for (int d : distance) {
      nearer += d != ReuseDistance.NONE && d < slots ? 1 : 0;
    }
    assertEquals(hits, nearer, "uses nearer than there are slots");
  }
}
