package io.mobile4j.standin.launch;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Whose turn it is in a work-group, and the threads that wait for theirs. Handing over a turn
 * orders memory: what one work-item wrote, the next one sees.
 */
final class Turns {
  /** The turn of the group's first thread once no work-item is left. */
  static final int END = -1;

  private static final int RUNNING = -2;

  private final Thread runner = Thread.currentThread();
  private final Thread[] threads; // [group size] of work-items that wait
  private BlockingQueue<Runnable> steps; // of virtual threads that the runner carries itself
  private volatile int turn = RUNNING;

  Turns(int items) {
    threads = new Thread[items];
  }

  /** Stops a work-item and goes on with others on a new virtual thread. */
  void start(int item, Runnable others) {
    turn = RUNNING;
    threads[item] = Thread.currentThread();
    if (steps == null && !runner.isVirtual()) {
      steps = new LinkedBlockingQueue<>();
    }
    VirtualThreads.start(steps, others);
    await(item);
  }

  /** Stops a work-item and goes on with another that waits. */
  void pass(int item, int next) {
    threads[item] = Thread.currentThread();
    give(next);
    await(item);
  }

  void give(int next) {
    turn = next;
    LockSupport.unpark(next == END ? runner : threads[next]);
  }

  void awaitEnd() {
    await(END);
  }

  private void await(int item) {
    boolean interrupted = false;
    while (turn != item) {
      if (Thread.currentThread() == runner && VirtualThreads.carriedBy(steps)) {
        interrupted |= !step();
      } else {
        LockSupport.park(this);
      }
    }
    turn = RUNNING;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a virtual thread to its next stop; false if this thread was interrupted meanwhile. */
  private boolean step() {
    try {
      steps.take().run();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
