package io.mobile4j.standin.launch;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** Runs a kernel over a grid: groups at once on all cores, a group's work-items in turn. */
public final class Launch {
  private static final int SEQUENTIAL_ITEMS = 512; // below, waking other threads costs more

  private static final List<String> MACHINERY =
      List.of(
          "java.",
          "jdk.",
          "uk.ac.manchester.tornado.api.",
          "io.mobile4j.standin.launch.",
          "io.mobile4j.standin.graph.");

  private Launch() {}

  /**
   * Runs every work-item.
   *
   * @param task whose kernel it is, for messages
   * @throws TornadoRuntimeException what a work-item threw, with the names of task and kernel
   */
  public static void run(String task, Grid grid, Consumer<WorkItem> kernel) {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    IntStream groups = IntStream.range(0, grid.groups());
    boolean few = grid.groups() * grid.groupSize() < SEQUENTIAL_ITEMS;
    (few ? groups : groups.parallel())
        .takeWhile(group -> failure.get() == null)
        .forEach(group -> runGroup(grid, group, kernel, failure));
    if (failure.get() != null) {
      throw named(task, failure.get());
    }
  }

  /** Runs a kernel that has no grid, once. */
  public static void runOnce(String task, Runnable kernel) {
    try {
      kernel.run();
    } catch (RuntimeException | Error e) {
      throw named(task, e);
    }
  }

  private static void runGroup(
      Grid grid, int group, Consumer<WorkItem> kernel, AtomicReference<RuntimeException> failure) {
    try {
      new WorkGroup(grid, group, kernel).run();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private static TornadoRuntimeException named(String task, Throwable failure) {
    Throwable thrown = failure instanceof KernelFault ? failure.getCause() : failure;
    String where = failure instanceof KernelFault fault ? ", " + fault.getMessage() : "";
    var exception =
        new TornadoRuntimeException(
            "task %s%s%s: %s".formatted(task, kernelOf(thrown), where, thrown.getMessage()));
    exception.initCause(thrown);
    return exception;
  }

  /** " (kernel Class.method)": the innermost frame that is neither the JDK's nor the device's. */
  private static String kernelOf(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String name = frame.getClassName();
      if (MACHINERY.stream().noneMatch(name::startsWith)) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return " (kernel %s.%s)".formatted(simple, frame.getMethodName());
      }
    }
    return "";
  }
}
