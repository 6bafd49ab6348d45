package io.mobile4j.kernels.cpu;

import io.mobile4j.kernels.parallel.Threads;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Has the JVM compile the kernels of a first prompt while its model is being loaded: until they are
 * compiled, vectors are computed lane by lane in Java, and take the processor from the compiler.
 *
 * <p>It calls them on a little data again and again, with pauses: where a caller does not wait for
 * the compiler, only the calls after a first compilation count towards the second.
 */
public final class WarmUp implements AutoCloseable {
  private static final int ROUNDS = 30; // since the last format was added
  private static final long PAUSE_NANOS = 5_000_000;

  private final Supplier<Kernels> kernels;
  private final Queue<WeightFormat> formats = new ConcurrentLinkedQueue<>(); // not begun yet
  private final Thread thread =
      Thread.ofPlatform().daemon().name("mobile4j-warm-up").unstarted(this::run);
  private volatile boolean closed;

  private WarmUp(Supplier<Kernels> kernels) {
    this.kernels = kernels;
  }

  /**
   * Begins, on a thread of its own.
   *
   * @param kernels makes the kernels, on that thread
   * @param formats the weights' formats as far as they are known
   */
  public static WarmUp start(Supplier<Kernels> kernels, List<WeightFormat> formats) {
    WarmUp warmUp = new WarmUp(kernels);
    warmUp.formats.addAll(formats);
    warmUp.thread.start();
    return warmUp;
  }

  /** Multiplies weights of these formats, too. */
  public void add(List<WeightFormat> more) {
    formats.addAll(more);
    LockSupport.unpark(thread);
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      WarmUpCalls calls = new WarmUpCalls(kernels.get(), arena);
      int rounds = ROUNDS;
      while (!closed) {
        for (WeightFormat format = formats.poll(); format != null; format = formats.poll()) {
          calls.addProducts(format);
          rounds = ROUNDS;
        }
        if (rounds > 0) {
          rounds--;
          round(calls.all());
          LockSupport.parkNanos(PAUSE_NANOS);
        } else {
          LockSupport.park(this);
        }
      }
    }
  }

  private void round(List<Runnable> calls) {
    for (Runnable call : calls) {
      if (closed) {
        return;
      }
      call.run();
    }
  }

  /** Ends it, and waits for that. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    Threads.join(List.of(thread));
  }
}
