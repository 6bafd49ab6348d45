package io.mobile4j.standin.graph;

import io.mobile4j.standin.launch.Grid;
import io.mobile4j.standin.launch.Launch;
import io.mobile4j.standin.launch.WorkItem;
import java.util.List;
import java.util.function.Function;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/**
 * One kernel with its arguments.
 *
 * @param name "graph.task"
 * @param arguments host arrays, numbers, and at {@code context} the context
 * @param context index of the argument that each work-item gets its own of, or -1 for a kernel with
 *     parallel loops
 * @param contexts makes that argument
 */
record Task(
    String name,
    Kernel kernel,
    List<Object> arguments,
    int context,
    Function<WorkItem, Object> contexts) {

  /** The task's grid, checked: a kernel with a context has one, a kernel of loops none. */
  Grid grid(Function<String, Grid> grids) {
    Grid grid = grids.apply(name);
    if (context >= 0 && grid == null) {
      throw new TornadoRuntimeException("task " + name + " has a KernelContext but no worker grid");
    }
    return grid;
  }

  /** Runs the kernel on device arrays, which stand where the host's were. */
  void run(Object[] deviceArguments, Grid grid) {
    if (context < 0) {
      Launch.runOnce(name, () -> kernel.run(deviceArguments));
      return;
    }
    Launch.run(
        name,
        grid,
        item -> {
          Object[] own = deviceArguments.clone();
          own[context] = contexts.apply(item);
          kernel.run(own);
        });
  }
}
