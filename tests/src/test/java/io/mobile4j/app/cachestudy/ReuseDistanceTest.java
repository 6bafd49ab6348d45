package io.mobile4j.app.cachestudy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReuseDistanceTest {
  @Property(tries = 300)
  void countsTheOthersInBetween(@ForAll @Size(max = 100) List<@IntRange(max = 12) Integer> wanted) {
    int[] expected = new int[wanted.size()];
    for (int i = 0; i < expected.length; i++) {
      int before = wanted.subList(0, i).lastIndexOf(wanted.get(i));
      expected[i] =
          before < 0 ? ReuseDistance.NONE : new HashSet<>(wanted.subList(before + 1, i)).size();
    }
    int[] keys = wanted.stream().mapToInt(Integer::intValue).toArray();
    assertArrayEquals(expected, ReuseDistance.of(keys, 13));
  }
}
