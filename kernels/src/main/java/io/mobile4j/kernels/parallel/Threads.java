package io.mobile4j.kernels.parallel;

import java.util.List;

/** What the JDK leaves out of {@link Thread}. */
public final class Threads {
  private Threads() {}

  /** Waits for all to end. An interrupt does not cut the wait short, and is kept. */
  public static void join(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
