package io.mobile4j.engine.experts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated link's clock. */
class ThrottledLinkTest {
  @Test
  void transfersTakeLatencyAndTimeForTheirBytesOneAfterTheOther() {
    ThrottledLink link = new ThrottledLink(1e9, 500); // a byte a nanosecond
    long start = System.nanoTime() + 1_000_000;
    assertEquals(start + 1500, link.begin(start, 1000));
    assertEquals(start + 3000, link.begin(start, 1000), "waits for the first");
    assertEquals(start + 9500, link.begin(start + 8000, 1000), "the link was idle");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransferEndsNoSoonerThanItShould(boolean hurry) {
    ThrottledLink link = new ThrottledLink(1e9, 0);
    long begun = System.nanoTime();
    link.awaitEnd(link.begin(begun, 300_000), () -> hurry);
    assertTrue(System.nanoTime() - begun >= 300_000);
  }

  @Test
  void aClosedLinkHoldsNobody() {
    ThrottledLink link = new ThrottledLink(1, 0);
    link.close();
    link.awaitEnd(link.begin(System.nanoTime(), Long.MAX_VALUE / 1_000_000_000_000L), () -> true);
  }

  @Test
  void speedAndLatencyMustMakeSense() {
    assertThrows(IllegalArgumentException.class, () -> new ThrottledLink(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ThrottledLink(Double.NaN, 0));
    assertThrows(IllegalArgumentException.class, () -> new ThrottledLink(1, -1));
  }
}
