package io.mobile4j.app.output;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the process is told to end, by Ctrl-C for example: what it has
 * is shown, files that are not complete are removed, memory is freed.
 */
public final class Interruption implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Begins to watch.
   *
   * @param cancel makes the command's work end soon; called from another thread
   */
  public Interruption(Runnable cancel) {
    hook = new Thread(() -> end(cancel), "mobile4j-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end(Runnable cancel) {
    cancel.run();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("mobile4j: did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work has ended: nothing is left to cancel. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook ends by itself.
      return;
    }
  }
}
