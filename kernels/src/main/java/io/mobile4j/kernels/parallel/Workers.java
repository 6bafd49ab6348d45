package io.mobile4j.kernels.parallel;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed pool: the calling thread and {@code threads - 1} daemon threads.
 *
 * <p>{@link #run} takes no lock and allocates nothing: it publishes the work by raising a counter,
 * which the threads watch, first spinning, then parked. One caller at a time; a part must not call
 * {@code run} of the same pool.
 */
public final class Workers implements AutoCloseable {
  /** Looks without giving up the core: some ten microseconds. */
  private static final int SPINS = 1_000;

  /**
   * Looks that let other threads run in between, before parking: longer than the gaps between the
   * operations of a token. Where threads outnumber cores, the one that is waited for gets its turn.
   */
  private static final int YIELDS = 200;

  private final Thread[] threads;
  private final AtomicInteger round = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger(); // run of units that nobody has taken yet
  private final AtomicInteger parked = new AtomicInteger();
  private volatile Part part;
  private volatile int units; // of the work; 0: one for each thread, its own
  private volatile int first; // units of the runs taken first, one for each thread; others have one
  private volatile Throwable failure;
  private volatile Thread caller;
  private volatile boolean closed;

  /**
   * Starts the pool.
   *
   * @param threads threads in all, the caller included; at least 1
   */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a pool needs at least 1 thread, not " + threads);
    }
    this.threads = new Thread[threads - 1];
    for (int i = 0; i < this.threads.length; i++) {
      int index = i + 1;
      this.threads[i] =
          Thread.ofPlatform().daemon().name("mobile4j-worker-" + index).start(() -> serve(index));
    }
  }

  /** Threads in all, the caller included. */
  public int count() {
    return threads.length + 1;
  }

  /**
   * Runs {@code work.run(i, i + 1, count())} once for each i, all at the same time, and returns
   * when all are done; what the parts wrote is then visible to the caller.
   *
   * @throws IllegalStateException if the pool is closed
   * @throws RuntimeException what a part threw, thrown again after all parts have ended
   */
  public void run(Part work) {
    start(work, 0, 0);
  }

  /**
   * Does all units of the work, one at a time: a thread takes the next whenever it is free, so that
   * one that the machine holds up does less.
   *
   * @throws IllegalStateException if the pool is closed
   * @throws RuntimeException what a part threw, thrown again after all parts that were begun have
   *     ended; the others may not run
   */
  public void share(Part work, int units) {
    share(work, units, 1);
  }

  /**
   * The same, but the first runs, one for each thread, are longer: where it takes something to
   * begin one.
   *
   * @param first units of such a run; all of them together are at most {@code units}
   * @throws IllegalArgumentException if they are more, or none
   */
  public void share(Part work, int units, int first) {
    if (first < 1 || (first > 1 && (long) first * count() > units)) {
      throw new IllegalArgumentException(
          "%d threads cannot begin with %d of %d units each".formatted(count(), first, units));
    }
    next.set(0);
    start(work, units, first);
  }

  private void start(Part work, int sharedUnits, int firstRun) {
    if (closed) {
      throw new IllegalStateException("the pool is closed");
    }
    part = work;
    units = sharedUnits;
    first = firstRun;
    caller = Thread.currentThread();
    pending.set(threads.length);
    round.incrementAndGet();
    if (parked.get() > 0) {
      for (Thread thread : threads) {
        LockSupport.unpark(thread);
      }
    }
    runPart(work, 0);
    awaitOthers();
    rethrow();
  }

  private void serve(int index) {
    int seen = 0;
    while (true) {
      seen = awaitRound(seen);
      if (closed) {
        return;
      }
      runPart(part, index);
      if (pending.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
  }

  private int awaitRound(int seen) {
    for (int spins = 0; round.get() == seen; spins++) {
      if (!waitActively(spins)) {
        // Counted before the last look at the round, so that run() cannot miss a parked thread.
        parked.incrementAndGet();
        if (round.get() == seen) {
          LockSupport.park(this);
        }
        parked.decrementAndGet();
      }
    }
    return round.get();
  }

  private void awaitOthers() {
    for (int spins = 0; pending.get() > 0; spins++) {
      if (!waitActively(spins)) {
        LockSupport.park(this);
      }
    }
  }

  /** Waits a moment after {@code looks} looks; false where it is time to park. */
  private static boolean waitActively(int looks) {
    if (looks < SPINS) {
      Thread.onSpinWait();
    } else if (looks < SPINS + YIELDS) {
      Thread.yield();
    }
    return looks < SPINS + YIELDS;
  }

  private void runPart(Part work, int index) {
    try {
      int all = units;
      if (all == 0) {
        work.run(index, index + 1, count());
        return;
      }
      int longer = first;
      int run = next.getAndIncrement();
      for (int unit = unit(run, longer); unit < all; unit = unit(run, longer)) {
        work.run(unit, unit(run + 1, longer), all);
        run = next.getAndIncrement();
      }
    } catch (Throwable t) {
      failure = t;
    }
  }

  /** First unit of a run, where as many as there are threads are longer and the others of one. */
  private int unit(int run, int longer) {
    return run < count() ? run * longer : run + (longer - 1) * count();
  }

  private void rethrow() {
    Throwable thrown = failure;
    part = null;
    if (thrown == null) {
      return;
    }
    failure = null;
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }

  /** Ends the threads and waits for them. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    round.incrementAndGet();
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    Threads.join(List.of(threads));
  }
}
