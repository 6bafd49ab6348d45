package io.mobile4j.standin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.FIRST_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.UNDER_DEMAND;

import io.mobile4j.nativeconfig.RunsOnSdk;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What we rely on in task graphs, true of the stand-in and of the SDK alike: run against either.
 */
@RunsOnSdk
class DeviceApiTest {
  private static final int N = 2 * TestKernels.GROUP;

  private final KernelContext context = new KernelContext();
  private final FloatArray x = filled(1f);
  private final FloatArray y = filled(0f);

  private static FloatArray filled(float value) {
    FloatArray array = new FloatArray(N);
    array.init(value);
    return array;
  }

  private static WorkerGrid grid() {
    WorkerGrid grid = new WorkerGrid1D(N);
    grid.setLocalWork(TestKernels.GROUP, 1, 1);
    return grid;
  }

  /** A plan over the graphs in which every task has the same grid of N work-items. */
  private static TornadoExecutionPlan plan(GridScheduler grids, ImmutableTaskGraph... graphs) {
    return new TornadoExecutionPlan(graphs).withGridScheduler(grids);
  }

  private static GridScheduler grids(String... tasks) {
    GridScheduler grids = new GridScheduler();
    for (String task : tasks) {
      grids.addWorkerGrid(task, grid());
    }
    return grids;
  }

  private static void assertAll(float expected, FloatArray array) {
    float[] all = new float[array.getSize()];
    Arrays.fill(all, expected);
    assertArrayEquals(all, array.toHeapArray());
  }

  private TaskGraph addOne(int mode) {
    return new TaskGraph("g")
        .transferToDevice(mode, x)
        .task("addOne", TestKernels::addOne, context, x, y);
  }

  @Test
  void inputUploadedOnceGoesStale() throws TornadoExecutionPlanException {
    ImmutableTaskGraph graph =
        addOne(FIRST_EXECUTION).transferToHost(EVERY_EXECUTION, y).snapshot();
    try (TornadoExecutionPlan plan = plan(grids("g.addOne"), graph)) {
      plan.execute();
      x.init(5f);
      plan.execute();
      assertAll(2f, y);
    }
  }

  @Test
  void inputUploadedEveryTimeIsFresh() throws TornadoExecutionPlanException {
    ImmutableTaskGraph graph =
        addOne(EVERY_EXECUTION).transferToHost(EVERY_EXECUTION, y).snapshot();
    try (TornadoExecutionPlan plan = plan(grids("g.addOne"), graph)) {
      plan.execute();
      x.init(5f);
      plan.execute();
      assertAll(6f, y);
    }
  }

  @Test
  void outputStaysOnTheDeviceUntilFetched() throws TornadoExecutionPlanException {
    ImmutableTaskGraph graph = addOne(FIRST_EXECUTION).persistOnDevice(y).snapshot();
    try (TornadoExecutionPlan plan = plan(grids("g.addOne"), graph)) {
      var result = plan.execute();
      assertAll(0f, y);
      result.transferToHost(y);
      assertAll(2f, y);
    }
  }

  @Test
  void arrayThatNoTaskWritesIsNotDownloaded() throws TornadoExecutionPlanException {
    ImmutableTaskGraph graph =
        addOne(FIRST_EXECUTION).transferToHost(EVERY_EXECUTION, x, y).snapshot();
    try (TornadoExecutionPlan plan = plan(grids("g.addOne"), graph)) {
      plan.execute();
      x.init(7f);
      plan.execute();
      assertAll(7f, x);
      assertAll(2f, y);
    }
  }

  private ImmutableTaskGraph producer() {
    return new TaskGraph("producer")
        .transferToDevice(FIRST_EXECUTION, x)
        .task("increment", TestKernels::increment, context, x)
        .persistOnDevice(x)
        .snapshot();
  }

  private ImmutableTaskGraph consumer(String source) {
    return new TaskGraph("consumer")
        .consumeFromDevice(source, x)
        .task("addOne", TestKernels::addOne, context, x, y)
        .transferToHost(EVERY_EXECUTION, y)
        .snapshot();
  }

  @Test
  void consumerSeesWhatTheProducerLeft() throws TornadoExecutionPlanException {
    GridScheduler grids = grids("producer.increment", "consumer.addOne");
    try (TornadoExecutionPlan plan = plan(grids, producer(), consumer("producer"))) {
      plan.withGraph(0).execute();
      plan.withGraph(1).execute();
      assertAll(3f, y);
      plan.withGraph(0).execute();
      plan.withGraph(1).execute();
      assertAll(4f, y);
      plan.withAllGraphs();
    }
  }

  @Test
  void graphThatDoesNotCarryTheArrayBreaksTheChain() throws TornadoExecutionPlanException {
    FloatArray z = filled(0f);
    ImmutableTaskGraph between =
        new TaskGraph("between")
            .transferToDevice(FIRST_EXECUTION, z)
            .task("increment", TestKernels::increment, context, z)
            .persistOnDevice(z)
            .snapshot();
    GridScheduler grids = grids("producer.increment", "between.increment", "consumer.addOne");
    try (TornadoExecutionPlan plan = plan(grids, producer(), between, consumer("between"))) {
      plan.withGraph(0).execute();
      plan.withGraph(1).execute();
      assertThrows(RuntimeException.class, () -> plan.withGraph(2).execute());
      plan.withAllGraphs();
    }
  }

  @Test
  void graphThatCarriesTheArrayKeepsTheChain() throws TornadoExecutionPlanException {
    FloatArray z = filled(0f);
    ImmutableTaskGraph between =
        new TaskGraph("between")
            .consumeFromDevice("producer", x)
            .transferToDevice(FIRST_EXECUTION, z)
            .task("increment", TestKernels::increment, context, z)
            .persistOnDevice(z)
            .snapshot();
    GridScheduler grids = grids("producer.increment", "between.increment", "consumer.addOne");
    try (TornadoExecutionPlan plan = plan(grids, producer(), between, consumer("between"))) {
      plan.withGraph(0).execute();
      plan.withGraph(1).execute();
      plan.withGraph(2).execute();
      assertAll(3f, y);
      plan.withAllGraphs();
    }
  }

  @Test
  void oneGraphInTwoPlansSharesItsSlots() throws TornadoExecutionPlanException {
    FloatArray slots = new FloatArray(3 * N);
    FloatArray stage = filled(9f);
    IntArray at = IntArray.fromElements(0);
    FloatArray first = filled(0f);
    ImmutableTaskGraph owner =
        new TaskGraph("owner")
            .transferToDevice(UNDER_DEMAND, slots)
            .task("increment", TestKernels::increment, context, slots)
            .persistOnDevice(slots)
            .snapshot();
    ImmutableTaskGraph upload =
        new TaskGraph("upload")
            .consumeFromDevice("owner", slots)
            .transferToDevice(EVERY_EXECUTION, stage, at)
            .task("store", TestKernels::store, context, stage, at, slots)
            .snapshot();
    ImmutableTaskGraph compute =
        new TaskGraph("compute")
            .consumeFromDevice("owner", slots)
            .task("addOne", TestKernels::addOne, context, slots, first)
            .transferToHost(EVERY_EXECUTION, first)
            .snapshot();
    GridScheduler grids = grids("owner.increment", "upload.store", "compute.addOne");
    try (TornadoExecutionPlan uploads = plan(grids, owner, upload);
        TornadoExecutionPlan computes = plan(grids, owner, compute)) {
      uploads.withGraph(0).execute();
      computes.withGraph(0).execute();
      uploads.withGraph(1).execute();
      computes.withGraph(1).execute();
      assertAll(10f, first);
      stage.init(20f);
      uploads.withGraph(1).execute();
      computes.withGraph(1).execute();
      assertAll(21f, first);
      at.set(0, 1);
      stage.init(30f);
      uploads.withGraph(1).execute();
      computes.withGraph(1).execute();
      assertAll(21f, first);
      uploads.withAllGraphs();
    }
  }

  @Test
  void barriersOrderLocalMemory() throws TornadoExecutionPlanException {
    FloatArray sums = new FloatArray(N / TestKernels.GROUP);
    for (int i = 0; i < N; i++) {
      x.set(i, i);
    }
    ImmutableTaskGraph graph =
        new TaskGraph("g")
            .transferToDevice(EVERY_EXECUTION, x)
            .task("groupSum", TestKernels::groupSum, context, x, sums)
            .transferToHost(EVERY_EXECUTION, sums)
            .snapshot();
    try (TornadoExecutionPlan plan = plan(grids("g.groupSum"), graph)) {
      plan.execute();
      assertArrayEquals(new float[] {63 * 32, 63 * 32 + 64 * 64}, sums.toHeapArray());
    }
  }

  @Test
  void workItemsKnowTheirPlaceInTwoDimensions() throws TornadoExecutionPlanException {
    int rows = 6;
    int columns = 8;
    FloatArray places = new FloatArray(rows * columns);
    WorkerGrid grid = new WorkerGrid2D(columns, rows);
    grid.setLocalWork(4, 3, 1);
    ImmutableTaskGraph graph =
        new TaskGraph("g")
            .task("place", TestKernels::placeIn2d, context, places)
            .transferToHost(EVERY_EXECUTION, places)
            .snapshot();
    try (TornadoExecutionPlan plan = plan(new GridScheduler("g.place", grid), graph)) {
      plan.execute();
      for (int i = 0; i < rows * columns; i++) {
        int row = i / columns;
        int column = i % columns;
        assertEquals(1000f * row + column, places.get(i));
      }
    }
  }

  @Test
  void parallelLoopNeedsNoGrid() throws TornadoExecutionPlanException {
    ImmutableTaskGraph graph =
        new TaskGraph("g")
            .transferToDevice(EVERY_EXECUTION, x)
            .task("twice", TestKernels::twice, x, y)
            .transferToHost(EVERY_EXECUTION, y)
            .snapshot();
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph)) {
      plan.execute();
      assertAll(2f, y);
    }
  }

  @Test
  void atomicAddLosesNoCount() throws TornadoExecutionPlanException {
    IntArray count = new IntArray(1);
    ImmutableTaskGraph graph =
        new TaskGraph("g")
            .transferToDevice(EVERY_EXECUTION, count)
            .task("count", TestKernels::count, context, count)
            .transferToHost(EVERY_EXECUTION, count)
            .snapshot();
    WorkerGrid grid = new WorkerGrid1D(4096);
    grid.setLocalWork(TestKernels.GROUP, 1, 1);
    try (TornadoExecutionPlan plan = plan(new GridScheduler("g.count", grid), graph)) {
      plan.execute();
      assertEquals(4096, count.get(0));
    }
  }
}
