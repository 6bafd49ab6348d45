package io.mobile4j.kernels.device;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Runs single tasks, on whichever device this test run has: the host or the SDK's. */
final class OnDevice {
  private static final AtomicInteger GRAPHS = new AtomicInteger();

  private OnDevice() {}

  /** Uploads everything, runs the tasks in order, downloads the outputs. */
  static void run(List<DeviceTask> tasks, List<?> inputs, List<?> outputs) {
    TaskGraph graph = new TaskGraph("test" + GRAPHS.incrementAndGet());
    GridScheduler grids = new GridScheduler();
    graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, inputs.toArray());
    tasks.forEach(task -> task.addTo(graph, grids));
    graph.transferToHost(DataTransferMode.EVERY_EXECUTION, outputs.toArray());
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(grids).execute();
    } catch (TornadoExecutionPlanException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Values in [-1, 1). */
  static FloatArray random(Random random, int size) {
    FloatArray array = new FloatArray(size);
    for (int i = 0; i < size; i++) {
      array.set(i, 2 * random.nextFloat() - 1);
    }
    return array;
  }
}
