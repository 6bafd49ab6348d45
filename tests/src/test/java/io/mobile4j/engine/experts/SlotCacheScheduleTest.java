package io.mobile4j.engine.experts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.device.ExpertBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many short runs of random passes, prefetches, delays and failures. The seed is in a failure's
 * message.
 */
class SlotCacheScheduleTest {
  private static final int RUNS = 800;
  private static final Duration LIMIT = Duration.ofSeconds(60); // a hang, not a slow machine

  @Test
  void everyExpertIsInItsSlotWhileItIsRead() {
    long first = new Random().nextLong();
    System.out.println("slot cache schedules from seed " + first);
    for (long seed = first; seed < first + RUNS; seed++) {
      Schedule schedule = new Schedule(seed);
      assertTimeoutPreemptively(LIMIT, schedule::run, "seed " + seed);
    }
  }

  private static final class Schedule {
    private final long seed;
    private final Random random;
    private final int layers;
    private final int experts;
    private final int topK;
    private final double failing;
    private final WatchedSlots slots;
    private final SlotCache cache;
    private final ExpertBatch batch;
    private final ScriptedStore store;
    private long wanted;
    private long failures;

    Schedule(long seed) {
      this.seed = seed;
      random = new Random(seed);
      layers = 1 + random.nextInt(4);
      experts = 1 + random.nextInt(9);
      topK = 1 + random.nextInt(experts);
      failing = random.nextInt(4) == 0 ? 0.05 : 0;
      int spare = layers * experts - topK;
      int extra = random.nextBoolean() ? 0 : random.nextInt(spare + 1);
      slots = new WatchedSlots(topK + extra);
      store =
          new ScriptedStore(layers, experts, 1 + random.nextInt(3)) {
            @Override
            protected void during(int key) throws IOException {
              pause();
              if (ThreadLocalRandom.current().nextDouble() < failing) {
                throw new IOException("injected");
              }
            }
          };
      CachePolicy[] policies = CachePolicy.values();
      Link link = random.nextInt(3) == 0 ? new ThrottledLink(1e9, 1_000) : Link.REAL;
      cache = new SlotCache(store, slots, link, policies[random.nextInt(policies.length)]);
      batch = new ExpertBatch(experts, topK, 6);
    }

    void run() {
      for (int step = 0; step < 12; step++) {
        switch (random.nextInt(4)) {
          case 0 -> pass(1 + random.nextInt(6), topK);
          case 1 -> pass(1, topK);
          case 2 -> mobileToken();
          default -> prefetchSome();
        }
      }
      cache.close();
      assertNull(slots.fault(), () -> "seed " + seed + ": " + slots.fault());
      ResidencyCounters counters = cache.counters();
      assertTrue(
          counters.hits() + counters.onTheirWay() + counters.demandLoads() >= wanted,
          () -> "seed " + seed + ": " + wanted + " wanted, " + counters);
      if (failing == 0) {
        assertEquals(0, failures);
        assertEquals(
            (counters.demandLoads() + counters.prefetchLoads()) * ScriptedStore.RECORD_BYTES,
            counters.bytesMoved(),
            () -> "seed " + seed + ": " + counters);
      }
    }

    private void mobileToken() {
      cache.keepUsed(true);
      pass(1, Math.max(1, topK / 2));
      if (random.nextBoolean()) {
        prefetchSome();
        pass(1, topK);
        cache.cancelPrefetches();
      }
      cache.keepUsed(false);
    }

    private void prefetchSome() {
      for (int layer = 0; layer < layers; layer++) {
        int[] some = choose();
        cache.prefetch(Guess.LITTLE_PASS, layer, some, random.nextInt(some.length + 1));
      }
    }

    private void pass(int tokens, int k) {
      for (int layer = 0; layer < layers; layer++) {
        int[] chosen =
            IntStream.range(0, tokens).flatMap(t -> IntStream.of(choose()).limit(k)).toArray();
        batch.fill(tokens, k, chosen, new float[chosen.length]);
        int atOnce = tokens == 1 ? cache.capacity() : cache.group();
        for (int from = 0; from < batch.size(); from += atOnce) {
          part(layer, from, Math.min(batch.size(), from + atOnce));
        }
      }
    }

    private void part(int layer, int from, int to) {
      wanted += to - from;
      cache.request(layer, batch, from, to);
      try {
        if (random.nextInt(5) == 0) {
          prefetchSome();
        }
        cache.awaitLoaded(batch, from, to);
        slots.read(layer, experts, batch, from, to, Schedule::pause);
        cache.resident(random.nextInt(layers), random.nextInt(experts));
      } catch (UncheckedIOException e) {
        failures++;
      } finally {
        cache.release(layer, batch, from, to);
      }
    }

    /** A random choice of K experts. */
    private int[] choose() {
      return random.ints(0, experts).distinct().limit(topK).toArray();
    }

    private static void pause() {
      switch (ThreadLocalRandom.current().nextInt(4)) {
        case 0 -> LockSupport.parkNanos(20_000);
        case 1 -> Thread.yield();
        default -> {}
      }
    }
  }
}
