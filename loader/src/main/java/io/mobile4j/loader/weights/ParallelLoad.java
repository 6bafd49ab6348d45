package io.mobile4j.loader.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;

/** Runs loading tasks on a few threads; the first failure stops all of them. */
public final class ParallelLoad {
  private ParallelLoad() {}

  /**
   * Runs the tasks 0 to {@code tasks - 1} and returns when no thread works on any of them.
   *
   * @param threads how many run at once
   * @param totalBytes of all tasks, for the progress
   * @param task does one task and gives the bytes it read
   */
  public static void run(
      int tasks, int threads, long totalBytes, LoadProgress progress, IntToLongFunction task) {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    Progress shared = new Progress(progress, totalBytes);
    Runnable worker =
        () -> {
          try {
            for (int i = next.getAndIncrement();
                i < tasks && !failed.get();
                i = next.getAndIncrement()) {
              shared.add(task.applyAsLong(i));
            }
          } catch (Throwable e) {
            failed.set(true);
            throw e;
          }
        };
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("load-", 0).daemon().factory())) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(worker));
      }
      workers.forEach(ParallelLoad::join);
    }
  }

  private static void join(Future<?> worker) {
    try {
      worker.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException) new CancellationException("loading").initCause(e);
    }
  }

  private static final class Progress {
    private final LoadProgress listener;
    private final long total;
    private long done;

    Progress(LoadProgress listener, long total) {
      this.listener = listener;
      this.total = total;
    }

    synchronized void add(long bytes) {
      done += bytes;
      listener.loaded(done, total);
    }
  }
}
