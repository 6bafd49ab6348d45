package io.mobile4j.standin.launch;

import java.lang.reflect.Constructor;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Virtual threads that a thread of our own carries, several times cheaper to switch between than
 * those of the JDK's pool. The JDK has them for its own tests; where the package {@code java.lang}
 * is not opened to us, the pool's are used.
 */
final class VirtualThreads {
  private static final Constructor<?> BUILDER = builder();

  private VirtualThreads() {}

  private static Constructor<?> builder() {
    try {
      Constructor<?> constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** Whether threads started with these steps run only as the steps are run. */
  static boolean carriedBy(Queue<Runnable> steps) {
    return steps != null && BUILDER != null;
  }

  /** Starts a virtual thread whose steps are queued, or one of the JDK's pool without a queue. */
  static void start(Queue<Runnable> steps, Runnable body) {
    Thread.Builder threads = Thread.ofVirtual();
    if (carriedBy(steps)) {
      try {
        threads = (Thread.Builder) BUILDER.newInstance((Executor) steps::add);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("virtual threads with a scheduler", e);
      }
    }
    threads.name("work-items").start(body);
  }
}
