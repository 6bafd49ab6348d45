package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.kernels.parallel.Split;
import io.mobile4j.kernels.parallel.Workers;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pool of threads. */
@Timeout(60)
class WorkersTest {
  @Test
  void runsEveryPartOnce() {
    for (int threads : new int[] {1, 2, 5}) {
      try (Workers workers = new Workers(threads)) {
        AtomicIntegerArray runs = new AtomicIntegerArray(threads);
        for (int i = 0; i < 2000; i++) {
          workers.run(
              (index, count) -> {
                assertEquals(threads, count);
                runs.incrementAndGet(index);
              });
        }
        for (int i = 0; i < threads; i++) {
          assertEquals(2000, runs.get(i));
        }
      }
    }
  }

  @Test
  void sharesEveryPartOnce() {
    for (int threads : new int[] {1, 2, 5}) {
      try (Workers workers = new Workers(threads)) {
        for (int parts : new int[] {1, threads, 37}) {
          AtomicIntegerArray runs = new AtomicIntegerArray(parts);
          for (int i = 0; i < 1000; i++) {
            workers.share(
                (index, count) -> {
                  assertEquals(parts, count);
                  runs.incrementAndGet(index);
                },
                parts);
          }
          for (int i = 0; i < parts; i++) {
            assertEquals(1000, runs.get(i));
          }
        }
      }
    }
  }

  @Test
  void aThreadThatIsHeldUpDoesLess() {
    AtomicIntegerArray runs = new AtomicIntegerArray(20);
    Set<Integer> slow = ConcurrentHashMap.newKeySet();
    Thread caller = Thread.currentThread();
    try (Workers workers = new Workers(2)) {
      workers.share(
          (index, count) -> {
            runs.incrementAndGet(index);
            if (Thread.currentThread() != caller) {
              slow.add(index);
              sleep(300);
            } else {
              sleep(5);
            }
          },
          20);
    }
    assertTrue(slow.size() <= 2, () -> "parts of the slow thread: " + slow);
    for (int i = 0; i < 20; i++) {
      assertEquals(1, runs.get(i));
    }
  }

  @Test
  void partsSeeWhatEarlierRunsWrote() {
    int[] values = new int[4 * 16];
    try (Workers workers = new Workers(4)) {
      for (int round = 1; round <= 500; round++) {
        int now = round;
        workers.run(
            (index, count) -> {
              int neighbour = values[(index + 1) % count * 16];
              assertTrue(neighbour == now - 1 || neighbour == now);
              values[index * 16] = now;
            });
        for (int i = 0; i < 4; i++) {
          assertEquals(round, values[i * 16], "what parts wrote is visible after run");
        }
      }
    }
  }

  @Test
  void wakesThreadsThatSlept() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 5; i++) {
        workers.run((index, count) -> threads.add(Thread.currentThread()));
        Thread.sleep(30);
      }
      assertEquals(3, threads.size());
    }
  }

  @Test
  void waitsForASlowPart() {
    boolean[] done = new boolean[1];
    try (Workers workers = new Workers(2)) {
      workers.run(
          (index, count) -> {
            if (index == 1) {
              sleep(100);
              done[0] = true;
            }
          });
      assertTrue(done[0]);
    }
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void throwsWhatAPartThrewAndGoesOn() {
    try (Workers workers = new Workers(2)) {
      IllegalArgumentException fault = new IllegalArgumentException("part");
      for (int failing : new int[] {0, 1}) {
        RuntimeException thrown =
            assertThrows(
                IllegalArgumentException.class,
                () ->
                    workers.run(
                        (index, count) -> {
                          if (index == failing) {
                            throw fault;
                          }
                        }));
        assertSame(fault, thrown);
        workers.run((index, count) -> {});
        assertThrows(
            IllegalArgumentException.class,
            () ->
                workers.share(
                    (index, count) -> {
                      if (index == 3 + failing) {
                        throw fault;
                      }
                    },
                    9));
        workers.run((index, count) -> {});
      }
    }
  }

  @Test
  void closeEndsTheThreads() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers(3);
    workers.run((index, count) -> threads.add(Thread.currentThread()));
    workers.close();
    threads.remove(Thread.currentThread());
    assertEquals(2, threads.size());
    threads.forEach(thread -> assertFalse(thread.isAlive()));
    assertThrows(IllegalStateException.class, () -> workers.run((index, count) -> {}));
    workers.close();
  }

  @Test
  void splitsCoverEverythingInWholeUnits() {
    for (int items : new int[] {0, 1, 7, 8, 9, 1000, Integer.MAX_VALUE}) {
      for (int count : new int[] {1, 2, 3, 16}) {
        assertEquals(0, Split.start(items, 0, count));
        assertEquals(items, Split.start(items, count, count));
        for (int i = 0; i < count; i++) {
          int start = Split.start(items, i, count);
          assertTrue(start <= Split.start(items, i + 1, count));
          assertTrue(start % 8 == 0 || start == items);
        }
      }
    }
  }
}
