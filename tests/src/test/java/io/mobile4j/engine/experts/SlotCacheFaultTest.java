package io.mobile4j.engine.experts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.device.ExpertBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Loads that fail, threads that die, ends at the wrong time: an error, no hang, no corrupt slot.
 */
@Timeout(60)
class SlotCacheFaultTest {
  private interface Fault {
    void happen() throws IOException;
  }

  private volatile Fault fault = () -> {};
  private final ScriptedStore store =
      new ScriptedStore(2, 4, 1) {
        @Override
        protected void during(int key) throws IOException {
          if (key == BAD) {
            fault.happen();
          }
        }
      };
  private static final int BAD = 2;
  private final WatchedSlots slots = new WatchedSlots(3);
  private SlotCache cache = new SlotCache(store, slots, Link.REAL, CachePolicy.LRU);

  @AfterEach
  void close() {
    cache.close();
    assertNull(slots.fault());
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith("mobile4j-transfer")),
        "no thread is left");
  }

  @Test
  void aReadErrorIsThrownWhereTheExpertIsNeededAndTheNextTryMaySucceed() {
    fault =
        () -> {
          throw new IOException("disk on fire");
        };
    UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> use(0, 1, BAD));
    assertTrue(e.getCause().getMessage().contains("disk on fire"), e.getCause().getMessage());
    assertFalse(cache.resident(0, BAD));
    fault = () -> {};
    use(0, 1, BAD);
    use(1, 0, 1, 2); // all slots are free for others
  }

  @Test
  void aFailedPrefetchHurtsNobodyUntilTheExpertIsNeeded() {
    CountDownLatch failed = new CountDownLatch(1);
    fault =
        () -> {
          failed.countDown();
          throw new IOException("disk on fire");
        };
    cache.prefetch(Guess.LITTLE_PASS, 0, new int[] {BAD, 3}, 2);
    awaitOpen(failed);
    use(0, 1, 3);
    assertThrows(UncheckedIOException.class, () -> use(0, BAD));
  }

  @Test
  void aStoreThatThrowsSomethingElseIsReportedAsItIs() {
    fault =
        () -> {
          throw new IllegalArgumentException("device lost");
        };
    assertEquals(
        "device lost",
        assertThrows(IllegalArgumentException.class, () -> use(0, BAD)).getMessage());
    use(0, 1);
  }

  @Test
  void whenTheTransferThreadDiesNobodyWaitsForEver() {
    fault =
        () -> {
          throw new StackOverflowError("injected");
        };
    assertThrows(IllegalStateException.class, () -> use(0, 1, BAD));
    assertThrows(IllegalStateException.class, () -> use(1, 0));
  }

  @Test
  void closingWaitsForAPrefetchUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    fault =
        () -> {
          begun.countDown();
          awaitOpen(gate);
        };
    cache.prefetch(Guess.LITTLE_PASS, 0, new int[] {BAD, 3}, 2);
    awaitOpen(begun);
    Thread closing = Thread.ofPlatform().start(cache::close);
    while (closing.getState() != Thread.State.WAITING) {
      LockSupport.parkNanos(10_000);
    }
    gate.countDown();
    closing.join();
    assertEquals(1, store.loads().size(), "the prefetch after it was dropped");
  }

  @Test
  void closingEndsAStall() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    fault =
        () -> {
          begun.countDown();
          awaitOpen(gate);
        };
    FutureTask<Void> computing = new FutureTask<>(() -> use(0, BAD), null);
    Thread.ofPlatform().start(computing);
    awaitOpen(begun);
    Thread closing = Thread.ofPlatform().start(cache::close);
    Exception e = assertThrows(Exception.class, computing::get);
    assertTrue(e.getCause() instanceof IllegalStateException, e.toString());
    gate.countDown();
    closing.join();
  }

  @Test
  void closingDoesNotWaitForASlowSimulatedLink() {
    cache.close();
    cache = new SlotCache(store, slots, new ThrottledLink(1, 0), CachePolicy.LRU);
    cache.prefetch(Guess.LITTLE_PASS, 0, new int[] {1}, 1); // an hour
    while (store.loads().isEmpty()) {
      LockSupport.parkNanos(10_000);
    }
  }

  private void use(int layer, int... experts) {
    ExpertBatch batch = new ExpertBatch(4, 4, 1);
    batch.fill(1, experts.length, experts, new float[experts.length]);
    cache.request(layer, batch, 0, batch.size());
    try {
      cache.awaitLoaded(batch, 0, batch.size());
      slots.read(layer, 4, batch, 0, batch.size(), () -> {});
    } finally {
      cache.release(layer, batch, 0, batch.size());
    }
  }

  private static void awaitOpen(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
