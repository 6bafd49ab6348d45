package io.mobile4j.standin.graph;

import io.mobile4j.standin.launch.WorkItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Collects a graph's tasks and transfers. */
public final class GraphBuilder {
  private static final int MAX_TASKS = 256;

  private final String name;
  private final List<Task> tasks = new ArrayList<>();
  private final Set<String> taskNames = new HashSet<>();
  private final ArrayStates arrays;

  public GraphBuilder(String name) {
    this.name = name;
    arrays = new ArrayStates(name);
  }

  public String name() {
    return name;
  }

  /**
   * Adds a task.
   *
   * @param contextType arguments of this class are replaced by each work-item's own
   * @param contexts makes those
   */
  public void task(
      String id,
      Kernel kernel,
      Class<?> contextType,
      Function<WorkItem, Object> contexts,
      Object[] arguments) {
    if (!taskNames.add(id) || tasks.size() == MAX_TASKS) {
      throw new TornadoTaskRuntimeException(
          "graph %s: a second task %s, or more than %d".formatted(name, id, MAX_TASKS));
    }
    int context = -1;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case TornadoNativeArray array -> arrays.of(array).used = true;
        case Number number -> {}
        case Object argument when contextType.isInstance(argument) -> context = i;
        case null, default ->
            throw new TornadoTaskRuntimeException(
                "task %s.%s: argument %d is neither a device array, a number nor a context, and compiles on no device: %s"
                    .formatted(name, id, i + 1, arguments[i]));
      }
    }
    tasks.add(new Task(name + "." + id, kernel, List.of(arguments), context, contexts));
  }

  public void transferToDevice(int mode, Object... objects) {
    for (Object object : objects) {
      if (object instanceof Number) {
        continue; // numbers are compiled into the kernel
      }
      ArrayState array = declare(object);
      arrays.addInput(array.host());
      array.uploaded = mode != DataTransferMode.UNDER_DEMAND;
      array.everyTime = mode == DataTransferMode.EVERY_EXECUTION;
    }
  }

  public void consumeFromDevice(String source, Object... objects) {
    for (Object object : objects) {
      ArrayState array = declare(object);
      array.consumed = true;
      arrays.consumeFrom(source, array.host());
    }
  }

  public void transferToHost(int mode, Object... objects) {
    for (Object object : objects) {
      ArrayState array = declare(object);
      arrays.addOutput(array.host());
      array.downloaded |= mode != DataTransferMode.UNDER_DEMAND;
    }
  }

  private ArrayState declare(Object object) {
    if (!(object instanceof TornadoNativeArray array)) {
      throw new TornadoRuntimeException(
          "graph %s: only device arrays can be transferred, not %s".formatted(name, object));
    }
    ArrayState state = arrays.of(array);
    state.declared = true;
    return state;
  }

  /** A graph that can run, independent of this builder. */
  public Graph build() {
    return new Graph(name, List.copyOf(tasks), arrays.copy());
  }
}
