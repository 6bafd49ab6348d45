package io.mobile4j.engine.experts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.device.ExpertBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is loaded, in which order, and what stays: three layers of six experts. */
class SlotCacheTest {
  private static final int LAYERS = 3;
  private static final int EXPERTS = 6;

  private final Map<Integer, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final ScriptedStore store =
      new ScriptedStore(LAYERS, EXPERTS, 1) {
        @Override
        protected void during(int key) {
          CountDownLatch gate = gates.get(key);
          if (gate != null) {
            awaitOpen(gate);
          }
        }
      };
  private final ExpertBatch batch = new ExpertBatch(EXPERTS, EXPERTS, 1);
  private WatchedSlots slots;
  private SlotCache cache;

  @AfterEach
  void close() {
    gates.values().forEach(CountDownLatch::countDown);
    cache.close();
    assertNull(slots.fault());
  }

  @Test
  void whatIsThereIsNotLoadedAgain() {
    start(4, CachePolicy.LRU);
    use(0, 1, 2);
    use(0, 2, 3);
    assertEquals(List.of(1, 2, 3), store.loads());
    assertEquals(1, cache.counters().hits());
    assertEquals(3, cache.counters().demandLoads());
    assertEquals(3 * ScriptedStore.RECORD_BYTES, cache.counters().bytesMoved());
  }

  @Test
  void theLeastRecentlyUsedLeavesFirst() {
    start(3, CachePolicy.LRU);
    use(0, 1);
    use(0, 2);
    use(0, 3);
    use(0, 1);
    use(0, 4);
    assertTrue(cache.resident(0, 1));
    assertFalse(cache.resident(0, 2));
  }

  @Test
  void theLeastFrequentlyUsedLeavesFirst() {
    start(3, CachePolicy.LFU);
    use(0, 1);
    use(0, 1);
    use(0, 2);
    use(0, 2);
    use(0, 3);
    use(0, 4);
    assertTrue(cache.resident(0, 1));
    assertTrue(cache.resident(0, 2));
    assertFalse(cache.resident(0, 3));
  }

  @Test
  void withoutReuseNothingStaysForTheNextPass() {
    start(12, CachePolicy.NONE);
    use(0, 1);
    use(0, 1);
    assertEquals(List.of(1, 1), store.loads());
    assertEquals(0, cache.counters().hits());
  }

  @Test
  void theLittlePassesExpertsStayForTheBigPassAlsoWithoutReuse() {
    start(12, CachePolicy.NONE);
    cache.keepUsed(true);
    use(0, 1);
    use(1, 2);
    use(0, 1, 3);
    use(1, 2, 4);
    cache.keepUsed(false);
    assertEquals(2, cache.counters().hits());
    use(0, 1);
    use(1, 4);
    assertEquals(2, cache.counters().hits(), "the next token finds nothing");
  }

  @Test
  void aFreeLinkHasBegunWhenTheGuessWasMade() {
    gates.put(1, new CountDownLatch(1));
    List<Long> since = Collections.synchronizedList(new ArrayList<>());
    slots = new WatchedSlots(4);
    cache = new SlotCache(store, slots, new RecordingLink(since), CachePolicy.LRU);
    cache.prefetch(Guess.LITTLE_PASS, 0, new int[] {1, 2}, 2);
    long queued = System.nanoTime();
    LockSupport.parkNanos(1_000_000);
    gates.get(1).countDown();
    while (since.size() < 2) {
      LockSupport.parkNanos(10_000);
    }
    assertTrue(since.get(1) - queued <= 0, "the second does not start later for the first's delay");
  }

  private record RecordingLink(List<Long> since) implements Link {
    @Override
    public long begin(long from, long bytes) {
      since.add(from);
      return from;
    }

    @Override
    public void awaitEnd(long end, BooleanSupplier hurry) {}

    @Override
    public void close() {}
  }

  @Test
  void whereNotAllCanBeKeptThoseWantedLastLeave() {
    start(2, CachePolicy.LRU);
    cache.keepUsed(true);
    use(0, 1);
    use(1, 1);
    use(2, 1);
    assertTrue(cache.resident(0, 1), "the big pass begins with it");
    assertFalse(cache.resident(1, 1));
    cache.keepUsed(false);
  }

  @Test
  void aPrefetchedExpertIsAHit() {
    start(4, CachePolicy.LRU);
    cache.prefetch(Guess.LITTLE_PASS, 1, new int[] {5}, 1);
    awaitResident(1, 5);
    use(1, 5);
    ResidencyCounters counters = cache.counters();
    assertEquals(1, counters.hits());
    assertEquals(1, counters.prefetchLoads());
    assertEquals(1, counters.prefetchesUsed());
    assertEquals(0, counters.demandLoads());
    assertEquals(1.0, counters.overlap(), "compute did not wait");
  }

  @Test
  void aPrefetchUnderWayIsWaitedForAndNotLoadedTwice() throws InterruptedException {
    start(4, CachePolicy.LRU);
    CountDownLatch gate = gate(1, 5);
    cache.prefetch(Guess.LITTLE_PASS, 1, new int[] {5}, 1);
    awaitLoads(1);
    Thread computing = Thread.ofPlatform().start(() -> use(1, 5));
    awaitStalledOrDone(computing);
    gate.countDown();
    computing.join();
    assertEquals(List.of(11), store.loads());
    ResidencyCounters counters = cache.counters();
    assertEquals(1, counters.onTheirWay());
    assertTrue(counters.overlap() < 1, "compute waited");
  }

  @Test
  void demandGoesBeforePrefetches() throws InterruptedException {
    start(8, CachePolicy.LRU);
    CountDownLatch gate = gate(1, 0);
    cache.prefetch(Guess.LITTLE_PASS, 1, new int[] {0, 1, 2}, 3);
    awaitLoads(1); // the first is under way
    Thread computing = Thread.ofPlatform().start(() -> use(0, 3));
    awaitStalledOrDone(computing);
    gate.countDown();
    computing.join();
    awaitResident(1, 2);
    assertEquals(List.of(6, 3, 7, 8), store.loads());
  }

  @Test
  void cancelledPrefetchesAreNotLoaded() throws InterruptedException {
    start(8, CachePolicy.LRU);
    CountDownLatch gate = gate(1, 0);
    cache.prefetch(Guess.LITTLE_PASS, 1, new int[] {0, 1, 2}, 3);
    awaitLoads(1);
    cache.cancelPrefetches();
    gate.countDown();
    use(0, 3);
    assertEquals(List.of(6, 3), store.loads());
  }

  @Test
  void prefetchesOfALayerAreDroppedWhenItIsKnownWhatItNeeds() throws InterruptedException {
    start(8, CachePolicy.LRU);
    CountDownLatch gate = gate(1, 0);
    cache.prefetch(Guess.LITTLE_PASS, 1, new int[] {0}, 1);
    cache.prefetch(Guess.LITTLE_PASS, 0, new int[] {1, 2}, 2);
    awaitLoads(1);
    Thread computing = Thread.ofPlatform().start(() -> use(0, 3));
    awaitStalledOrDone(computing);
    gate.countDown();
    computing.join();
    use(1, 5);
    assertEquals(List.of(6, 3, 11), store.loads());
  }

  @Test
  void aPrefetchDoesNotDriveOutWhatIsKeptOrPrefetched() {
    start(3, CachePolicy.LRU);
    cache.keepUsed(true);
    use(0, 1);
    cache.prefetch(Guess.LITTLE_PASS, 1, new int[] {1, 2, 3, 4}, 4);
    awaitResident(1, 2);
    use(0, 1); // leaves its slot to the next prefetch
    awaitResident(1, 3);
    assertEquals(List.of(1, 7, 8, 9), store.loads());
    assertTrue(cache.resident(1, 1) && cache.resident(1, 2));
    cache.keepUsed(false);
  }

  @Test
  void whatIsPredictedAndThereAlreadyStays() {
    start(2, CachePolicy.LRU);
    use(1, 1);
    use(0, 1);
    cache.prefetch(
        Guess.LITTLE_PASS, 1, new int[] {1, 2}, 2); // its slot is the least recently used one
    awaitResident(1, 2);
    assertTrue(cache.resident(1, 1));
  }

  @Test
  void prefetchesThatOnlyKeepDemandWaitingEnd() throws InterruptedException {
    start(8, CachePolicy.NONE);
    int idle = 0; // rounds in a row in which nothing was prefetched
    for (int i = 0; i < 2000 && idle < 10; i++) {
      CountDownLatch gate = gate(1, 5);
      int loads = store.loads().size();
      cache.prefetch(Guess.ROUTE_AHEAD, 1, new int[] {5}, 1);
      idle = loadsSoon(loads + 1) ? 0 : idle + 1;
      Thread computing = Thread.ofPlatform().start(() -> use(0, 1));
      awaitStalledOrDone(computing);
      gate.countDown();
      computing.join();
      use(1, 1); // and not 5
    }
    assertEquals(10, idle, "still prefetching");
  }

  @Test
  void theRestOfALayersExpertsIsLoadedMeanwhile() {
    start(4, CachePolicy.LRU);
    batch.fill(1, 4, new int[] {0, 1, 2, 3}, new float[4]);
    cache.request(0, batch, 0, 2);
    cache.awaitLoaded(batch, 0, 2);
    awaitResident(0, 3); // while the first two are held
    cache.release(0, batch, 0, 2);
    cache.request(0, batch, 2, 4);
    cache.awaitLoaded(batch, 2, 4);
    cache.release(0, batch, 2, 4);
    assertEquals(4, cache.counters().demandLoads());
    assertEquals(0, cache.counters().hits());
  }

  @Test
  void moreAtOnceThanThereAreSlotsIsRefused() {
    start(2, CachePolicy.LRU);
    batch.fill(1, 3, new int[] {0, 1, 2}, new float[3]);
    assertThrows(IllegalArgumentException.class, () -> cache.request(0, batch, 0, 3));
    use(0, 1); // nothing was held
  }

  @Test
  void emptiedSlotsAreAsNew() throws InterruptedException {
    start(2, CachePolicy.LFU);
    use(0, 1);
    use(0, 1);
    CountDownLatch gate = gate(1, 0);
    cache.prefetch(Guess.LITTLE_PASS, 1, new int[] {0, 1}, 2);
    awaitLoads(2);
    Thread emptying = Thread.ofPlatform().start(cache::empty);
    awaitStalledOrDone(emptying); // for the load under way; the other does not begin
    gate.countDown();
    emptying.join();
    assertFalse(cache.resident(0, 1) || cache.resident(1, 0));
    use(0, 2);
    use(0, 2);
    use(0, 1);
    use(0, 3);
    assertTrue(cache.resident(0, 2), "used more often since");
    assertFalse(cache.resident(0, 1), "what was before does not count");
    assertEquals(List.of(1, 6, 2, 1, 3), store.loads());
    assertEquals(0, cache.counters().prefetchesUsed());
  }

  private void start(int slotCount, CachePolicy policy) {
    slots = new WatchedSlots(slotCount);
    cache = new SlotCache(store, slots, Link.REAL, policy);
  }

  private void use(int layer, int... experts) {
    batch.fill(1, experts.length, experts, new float[experts.length]);
    cache.request(layer, batch, 0, batch.size());
    try {
      cache.awaitLoaded(batch, 0, batch.size());
      slots.read(layer, EXPERTS, batch, 0, batch.size(), () -> {});
    } finally {
      cache.release(layer, batch, 0, batch.size());
    }
  }

  private CountDownLatch gate(int layer, int expert) {
    CountDownLatch gate = new CountDownLatch(1);
    gates.put(layer * EXPERTS + expert, gate);
    return gate;
  }

  private static void awaitOpen(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitLoads(int count) {
    while (store.loads().size() < count) {
      LockSupport.parkNanos(10_000);
    }
  }

  private void awaitResident(int layer, int expert) {
    while (!cache.resident(layer, expert)) {
      LockSupport.parkNanos(10_000);
    }
  }

  private boolean loadsSoon(int count) {
    for (int i = 0; i < 2000 && store.loads().size() < count; i++) {
      LockSupport.parkNanos(10_000);
    }
    return store.loads().size() >= count;
  }

  /** A thread that need not wait for a load may be done before it is looked at. */
  private static void awaitStalledOrDone(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      LockSupport.parkNanos(10_000);
    }
  }
}
