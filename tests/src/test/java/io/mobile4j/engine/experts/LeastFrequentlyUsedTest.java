package io.mobile4j.engine.experts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeastFrequentlyUsedTest {
  private final LeastFrequentlyUsed ranking = new LeastFrequentlyUsed(2);

  @Test
  void aUseCountsHalfAfterSixtyFourPasses() {
    ranking.used(0, 4);
    passes(64);
    ranking.used(1, 2);
    assertEquals(ranking.worth(1), ranking.worth(0), 1e-9 * ranking.worth(1));
  }

  @Test
  void countsStayFiniteForEver() {
    ranking.used(0, 20);
    passes(100_000); // 2^1562: beyond a double
    ranking.used(1, 1);
    assertTrue(ranking.worth(1) > ranking.worth(0));
    assertTrue(Double.isFinite(ranking.worth(1)));
  }

  private void passes(int count) {
    for (int pass = 0; pass < count; pass++) {
      ranking.pass();
    }
  }
}
