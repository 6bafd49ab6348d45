package io.mobile4j.kernels.device;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;

/**
 * One launch of a kernel: its name, its grid and its arguments.
 *
 * @param name unique in its graph
 * @param grid work-items and groups
 * @param arrays device arrays among the arguments
 * @param call adds the task to a graph under that name
 */
public record DeviceTask(
    String name, WorkerGrid grid, List<Object> arrays, UnaryOperator<TaskGraph> call) {
  public DeviceTask {
    arrays = List.copyOf(arrays);
  }

  /** A kernel whose groups of {@code lanes} work-items each compute one thing together. */
  public static DeviceTask groups(
      String name, int groups, int lanes, List<Object> arrays, UnaryOperator<TaskGraph> call) {
    WorkerGrid grid = new WorkerGrid1D(Math.multiplyExact(groups, lanes));
    grid.setLocalWork(lanes, 1, 1);
    return new DeviceTask(name, grid, arrays, call);
  }

  /**
   * A kernel whose work-items each compute something. The last group may be larger than needed: the
   * kernel leaves out work-items from {@code items} on.
   */
  public static DeviceTask items(
      String name, int items, int group, List<Object> arrays, UnaryOperator<TaskGraph> call) {
    return groups(name, Math.ceilDiv(items, group), group, arrays, call);
  }

  /** Device arrays of which some may be absent (null), for {@link #arrays}. */
  public static List<Object> arrays(Object... someNull) {
    return Stream.of(someNull).filter(Objects::nonNull).toList();
  }

  /** Adds the task to a graph, and its grid to the graph's grids. */
  public TaskGraph addTo(TaskGraph graph, GridScheduler grids) {
    grids.addWorkerGrid(graph.getTaskGraphName() + "." + name, grid);
    return call.apply(graph);
  }
}
