package io.mobile4j.standin.graph;

import io.mobile4j.standin.launch.Grid;
import io.mobile4j.standin.memory.Traffic;
import java.util.List;
import java.util.function.Function;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** A graph that can run: its tasks and the device buffers of its arrays. */
public final class Graph {
  private final String name;
  private final List<Task> tasks;
  private final ArrayStates arrays;
  private Graph last; // what its plan ran before
  private boolean executed;

  Graph(String name, List<Task> tasks, ArrayStates arrays) {
    this.name = name;
    this.tasks = tasks;
    this.arrays = arrays;
  }

  boolean hasTask(String task) {
    return tasks.stream().anyMatch(t -> t.name().equals(task));
  }

  void ranBefore(Graph other) {
    last = other;
  }

  /** Throws if a task cannot be launched. */
  void check(Function<String, Grid> grids) {
    tasks.forEach(task -> task.grid(grids));
  }

  /** Uploads, runs the tasks in order, downloads. */
  Traffic execute(Function<String, Grid> grids) {
    if (last != null) {
      arrays.takeFrom(last.name, last.arrays);
    }
    arrays.allocate(last == null ? "(none)" : last.name);
    executed = true;
    Traffic traffic = Traffic.NONE;
    for (ArrayState array : arrays.all()) {
      traffic = array.needsBuffer() ? traffic.plus(array.upload()) : traffic;
    }
    for (Task task : tasks) {
      task.run(onDevice(task.arguments()), task.grid(grids));
    }
    for (ArrayState array : arrays.all()) {
      traffic = traffic.plus(array.downloadIfDue());
    }
    return traffic;
  }

  private Object[] onDevice(List<Object> arguments) {
    Object[] own = arguments.toArray();
    for (int i = 0; i < own.length; i++) {
      if (own[i] instanceof TornadoNativeArray array) {
        own[i] = arrays.of(array).onDevice();
      }
    }
    return own;
  }

  /** The state of an array that this graph names, or null before the first execution. */
  ArrayState downloadable(Object array) {
    if (!executed) {
      return null;
    }
    ArrayState state = arrays.find(array);
    if (state == null || !state.declared) {
      throw new TornadoRuntimeException("graph %s does not carry %s".formatted(name, array));
    }
    return state;
  }

  /**
   * Frees the buffers of the arrays that transfers name, inputs first. As in the runtime, others
   * stay, and two graphs that both name a shared array both free its buffer: the second fails there
   * and leaves the rest.
   */
  void free() {
    for (ArrayState array : arrays.transferred()) {
      if (!array.free()) {
        throw new TornadoInternalError(
            "graph %s frees a buffer that another graph has freed: do not persist or transfer what is consumed",
            name);
      }
    }
  }

  long deviceBytes() {
    return arrays.all().stream().mapToLong(ArrayState::deviceBytes).sum();
  }
}
