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
              (unit, end, units) -> {
                assertEquals(threads, units);
                assertEquals(unit + 1, end);
                runs.incrementAndGet(unit);
              });
        }
        for (int i = 0; i < threads; i++) {
          assertEquals(2000, runs.get(i));
        }
      }
    }
  }

  @Test
  void sharesEveryUnitOnce() {
    for (int threads : new int[] {1, 2, 5}) {
      try (Workers workers = new Workers(threads)) {
        for (int units : new int[] {1, threads, 37}) {
          for (int first = 1; first == 1 || first * threads <= units; first += 3) {
            sharesEveryUnitOnce(workers, units, first);
          }
        }
      }
    }
  }

  private static void sharesEveryUnitOnce(Workers workers, int all, int first) {
    AtomicIntegerArray runs = new AtomicIntegerArray(all);
    for (int i = 0; i < 1000; i++) {
      workers.share(
          (unit, end, units) -> {
            assertEquals(all, units);
            assertEquals(unit < first * workers.count() ? first : 1, end - unit);
            for (int done = unit; done < end; done++) {
              runs.incrementAndGet(done);
            }
          },
          all,
          first);
    }
    for (int i = 0; i < all; i++) {
      assertEquals(1000, runs.get(i), "unit " + i);
    }
  }

  @Test
  void refusesFirstRunsOfMoreThanAll() {
    try (Workers workers = new Workers(3)) {
      for (int first : new int[] {-1, 0, 4, Integer.MAX_VALUE}) {
        assertThrows(
            IllegalArgumentException.class,
            () -> workers.share((unit, end, units) -> {}, 11, first),
            () -> "first runs of " + first);
      }
    }
  }

  @Test
  void aThreadThatIsHeldUpDoesLess() {
    for (int first : new int[] {1, 4}) {
      AtomicIntegerArray runs = new AtomicIntegerArray(20);
      Set<Integer> slow = ConcurrentHashMap.newKeySet();
      Thread caller = Thread.currentThread();
      try (Workers workers = new Workers(2)) {
        workers.share(
            (unit, end, units) -> {
              for (int done = unit; done < end; done++) {
                runs.incrementAndGet(done);
              }
              if (Thread.currentThread() != caller) {
                slow.add(unit);
                sleep(300);
              } else {
                sleep(5);
              }
            },
            20,
            first);
      }
      assertTrue(slow.size() <= 2, () -> "runs of the slow thread: " + slow);
      for (int i = 0; i < 20; i++) {
        assertEquals(1, runs.get(i));
      }
    }
  }

  @Test
  void partsSeeWhatEarlierRunsWrote() {
    int[] values = new int[4 * 16];
    try (Workers workers = new Workers(4)) {
      for (int round = 1; round <= 500; round++) {
        int now = round;
        workers.run(
            (index, end, count) -> {
              int neighbour = values[end % count * 16];
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
        workers.run((unit, end, units) -> threads.add(Thread.currentThread()));
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
          (unit, end, units) -> {
            if (unit == 1) {
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
                        (unit, end, units) -> {
                          if (unit == failing) {
                            throw fault;
                          }
                        }));
        assertSame(fault, thrown);
        workers.run((unit, end, units) -> {});
        assertThrows(
            IllegalArgumentException.class,
            () ->
                workers.share(
                    (unit, end, units) -> {
                      if (unit == 3 + failing) {
                        throw fault;
                      }
                    },
                    9));
        workers.run((unit, end, units) -> {});
      }
    }
  }

  @Test
  void closeEndsTheThreads() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers(3);
    workers.run((unit, end, units) -> threads.add(Thread.currentThread()));
    workers.close();
    threads.remove(Thread.currentThread());
    assertEquals(2, threads.size());
    threads.forEach(thread -> assertFalse(thread.isAlive()));
    assertThrows(IllegalStateException.class, () -> workers.run((unit, end, units) -> {}));
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
