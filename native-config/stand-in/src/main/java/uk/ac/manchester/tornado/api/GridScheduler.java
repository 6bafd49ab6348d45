package uk.ac.manchester.tornado.api;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The grid of each task, by "graph.task". */
public class GridScheduler {
  private final ConcurrentHashMap<String, WorkerGrid> grids = new ConcurrentHashMap<>();

  public GridScheduler() {}

  public GridScheduler(String taskName, WorkerGrid workerGrid) {
    grids.put(taskName, workerGrid);
  }

  public void addWorkerGrid(String taskName, WorkerGrid workerGrid) {
    grids.put(taskName, workerGrid);
  }

  /** The task's grid, or null. */
  public WorkerGrid get(String taskName) {
    return grids.get(taskName);
  }

  public boolean contains(String taskScheduleName, String taskName) {
    return grids.containsKey(taskScheduleName + "." + taskName);
  }

  public Set<String> keySet() {
    return grids.keySet();
  }
}
