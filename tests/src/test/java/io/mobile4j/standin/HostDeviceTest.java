package io.mobile4j.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.FIRST_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.UNDER_DEMAND;

import io.mobile4j.standin.memory.DeviceMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.DataRange;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoProfilerResult;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoFailureException;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** What the stand-in says about a faulty graph or kernel, and what it counts. */
class HostDeviceTest {
  private static final int N = 2 * TestKernels.GROUP;
  private static final long ARRAY_BYTES = TornadoNativeArray.ARRAY_HEADER + 4L * N;

  private final KernelContext context = new KernelContext();
  private final FloatArray x = new FloatArray(N);
  private final FloatArray y = new FloatArray(N);

  private long before; // bytes that others of this process hold

  @BeforeEach
  void countBuffers() {
    before = DeviceMemory.HOST.allocated();
  }

  @AfterEach
  void everyBufferIsFreed() {
    assertEquals(before, DeviceMemory.HOST.allocated());
  }

  private static TornadoExecutionPlan plan(TaskGraph graph, String task, int items, int group) {
    WorkerGrid grid = new WorkerGrid1D(items);
    grid.setLocalWork(group, 1, 1);
    return new TornadoExecutionPlan(graph.snapshot())
        .withGridScheduler(new GridScheduler(task, grid));
  }

  private static TornadoExecutionPlan plan(TaskGraph graph, String task) {
    return plan(graph, task, N, TestKernels.GROUP);
  }

  /** A graph that uploads x once and has room for y. */
  private TaskGraph graph() {
    return new TaskGraph("g")
        .transferToDevice(FIRST_EXECUTION, x)
        .transferToDevice(UNDER_DEMAND, y);
  }

  @Test
  void everyCrossingIsCounted() throws TornadoExecutionPlanException {
    TaskGraph graph =
        graph()
            .task("addOne", TestKernels::addOne, context, x, y)
            .transferToHost(EVERY_EXECUTION, y);
    try (TornadoExecutionPlan plan = plan(graph, "g.addOne")) {
      var before = DeviceMemory.HOST.traffic();
      TornadoProfilerResult first = plan.execute().getProfilerResult();
      TornadoProfilerResult second = plan.execute().getProfilerResult();
      assertEquals(ARRAY_BYTES, first.getTotalBytesCopyIn());
      assertEquals(ARRAY_BYTES, first.getTotalBytesCopyOut());
      assertEquals(0, second.getTotalBytesCopyIn());
      assertEquals(ARRAY_BYTES, second.getTotalBytesTransferred());
      var moved = DeviceMemory.HOST.traffic().minus(before);
      assertEquals(ARRAY_BYTES, moved.toDevice());
      assertEquals(2 * ARRAY_BYTES, moved.toHost());
      assertEquals(2 * ARRAY_BYTES, plan.getCurrentDeviceMemoryUsage());
    }
  }

  @Test
  void indexOutOfRangeNamesTaskKernelAndWorkItem() throws TornadoExecutionPlanException {
    TaskGraph graph = graph().task("shift", TestKernels::readPastEnd, context, x, y);
    try (TornadoExecutionPlan plan = plan(graph, "g.shift")) {
      String message = assertThrows(TornadoRuntimeException.class, plan::execute).getMessage();
      assertEquals(
          "task g.shift (kernel TestKernels.readPastEnd), work-item (127, 0, 0): Index 128 out of bounds for length 128",
          message);
    }
  }

  @Test
  void barrierThatNotAllReachIsAnError() throws TornadoExecutionPlanException {
    TaskGraph graph = graph().task("t", TestKernels::divergentBarrier, context, y);
    try (TornadoExecutionPlan plan = plan(graph, "g.t")) {
      String message = assertThrows(TornadoRuntimeException.class, plan::execute).getMessage();
      assertEquals(
          "task g.t: 32 of a group's 64 work-items wait at a barrier that the others do not reach",
          message);
    }
  }

  @Test
  void failureReleasesWorkItemsThatWait() throws TornadoExecutionPlanException {
    TaskGraph graph = graph().task("t", TestKernels::failBeforeBarrier, context, y);
    try (TornadoExecutionPlan plan = plan(graph, "g.t")) {
      String message = assertThrows(TornadoRuntimeException.class, plan::execute).getMessage();
      assertTrue(message.contains("TestKernels.failBeforeBarrier"), message);
      assertTrue(message.contains("Index -1"), message);
    }
  }

  @Test
  void kernelsWithBarriersRunFromAVirtualThread() throws Exception {
    x.init(1f);
    FloatArray sums = new FloatArray(2);
    TaskGraph graph =
        graph()
            .task("sum", TestKernels::groupSum, context, x, sums)
            .transferToHost(EVERY_EXECUTION, sums);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (TornadoExecutionPlan plan = plan(graph, "g.sum")) {
      Thread.Builder threads = Thread.ofVirtual().name("caller");
      Thread caller = threads.unstarted(plan::execute);
      caller.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
      caller.start();
      caller.join();
      assertEquals(null, failure.get());
      assertEquals(64f, sums.get(0));
      assertEquals(64f, sums.get(1));
    }
  }

  @Test
  void memoryThatNothingWroteIsNotANumber() throws TornadoExecutionPlanException {
    TaskGraph graph =
        new TaskGraph("g")
            .transferToDevice(UNDER_DEMAND, x)
            .task("addOne", TestKernels::addOne, context, x, y)
            .transferToHost(EVERY_EXECUTION, y);
    try (TornadoExecutionPlan plan = plan(graph, "g.addOne")) {
      plan.execute();
      assertTrue(Float.isNaN(y.get(0)));
    }
  }

  /** A plan of a graph that makes x and one that takes it, and persists it again if asked to. */
  private TornadoExecutionPlan chain(boolean persistAgain) {
    TaskGraph producer =
        new TaskGraph("g")
            .transferToDevice(FIRST_EXECUTION, x)
            .task("increment", TestKernels::increment, context, x)
            .persistOnDevice(x);
    TaskGraph consumer =
        new TaskGraph("consumer")
            .consumeFromDevice("g", x)
            .task("addOne", TestKernels::addOne, context, x, y)
            .transferToHost(EVERY_EXECUTION, y);
    GridScheduler grids = new GridScheduler("g.increment", new WorkerGrid1D(N));
    grids.addWorkerGrid("consumer.addOne", new WorkerGrid1D(N));
    return new TornadoExecutionPlan(
            producer.snapshot(), (persistAgain ? consumer.persistOnDevice(x) : consumer).snapshot())
        .withGridScheduler(grids);
  }

  @Test
  void graphsOfOneExecutionDoNotSeeEachOthersBuffers() {
    TornadoExecutionPlan plan = chain(false);
    String message = assertThrows(TornadoRuntimeException.class, plan::execute).getMessage();
    assertTrue(message.contains("graph consumer consumes an array"), message);
    plan.withAllGraphs().freeDeviceMemory();
  }

  @Test
  void persistingWhatIsConsumedFreesItTwice() {
    TornadoExecutionPlan plan = chain(true);
    plan.withGraph(0).execute();
    plan.withGraph(1).execute();
    assertThrows(TornadoInternalError.class, plan.withAllGraphs()::close);
  }

  @Test
  void closingFreesOnlyTheChosenGraph() throws TornadoExecutionPlanException {
    TornadoExecutionPlan plan = chain(false);
    plan.withGraph(0).execute();
    plan.withGraph(1).execute();
    plan.close();
    assertEquals(before + ARRAY_BYTES, DeviceMemory.HOST.allocated());
    plan.withGraph(0).close();
  }

  @Test
  void closingAPlanSpoilsPreCompiledOnes() throws TornadoExecutionPlanException {
    TornadoExecutionPlan compiled = chain(false);
    compiled.withGraph(0).withPreCompilation().execute();
    chain(false).close();
    assertThrows(TornadoFailureException.class, compiled::execute);
    compiled.close();
  }

  @Test
  void localArraysAreBounded() throws TornadoExecutionPlanException {
    TaskGraph graph = graph().task("t", TestKernels::tooMuchLocalMemory, context, y);
    try (TornadoExecutionPlan plan = plan(graph, "g.t")) {
      assertThrows(TornadoRuntimeException.class, plan::execute);
    }
  }

  @Test
  void partialDownloadMakesLaterOnesPartial() throws TornadoExecutionPlanException {
    TaskGraph graph = graph().task("addOne", TestKernels::addOne, context, x, y).persistOnDevice(y);
    y.init(5f);
    try (TornadoExecutionPlan plan = plan(graph, "g.addOne")) {
      var result = plan.execute();
      result.transferToHost(new DataRange(y).withOffset(2).withSize(3));
      assertEquals(5f, y.get(1));
      assertEquals(1f, y.get(2));
      assertEquals(1f, y.get(4));
      assertEquals(5f, y.get(5));
      result.transferToHost(y);
      assertEquals(5f, y.get(N - 1));
    }
  }

  @Test
  void arrayLargerThanTheDeviceIsRefused() throws TornadoExecutionPlanException {
    long bytes = DeviceMemory.HOST.capacity() + TornadoNativeArray.ARRAY_HEADER;
    // An array has fewer than 2^31 elements: none is larger than a device that was given more.
    assumeTrue(bytes / Float.BYTES < Integer.MAX_VALUE, "the host device has " + bytes + " bytes");
    Arena arena = Arena.ofAuto();
    try (TornadoExecutionPlan plan = oversized(arena, bytes)) {
      String message = assertThrows(TornadoOutOfMemoryException.class, plan::execute).getMessage();
      assertTrue(message.startsWith("graph g: an array of " + bytes), message);
    }
  }

  /** An array of address space only, never touched but for its header. */
  @SuppressWarnings("restricted")
  private TornadoExecutionPlan oversized(Arena arena, long bytes) {
    MemorySegment header = arena.allocate(TornadoNativeArray.ARRAY_HEADER, 16);
    FloatArray huge = FloatArray.fromSegmentShallow(header.reinterpret(bytes));
    return plan(
        new TaskGraph("g")
            .transferToDevice(UNDER_DEMAND, huge)
            .task("t", TestKernels::increment, context, huge),
        "g.t");
  }

  @Test
  void gridsAreCheckedBeforeAnythingRuns() {
    TaskGraph graph = graph().task("t", TestKernels::increment, context, x);
    TornadoExecutionPlan uneven = plan(graph, "g.t", N + 1, TestKernels.GROUP);
    assertThrows(TornadoRuntimeException.class, uneven::withPreCompilation);
    TornadoExecutionPlan bare = new TornadoExecutionPlan(graph.snapshot());
    assertThrows(TornadoRuntimeException.class, bare::withPreCompilation);
    GridScheduler foreign = new GridScheduler("other.t", new WorkerGrid1D(N));
    assertThrows(TornadoRuntimeException.class, () -> bare.withGridScheduler(foreign));
  }

  @Test
  void tasksAreCheckedAsTheyAreAdded() {
    TaskGraph graph = graph().task("t", TestKernels::increment, context, x);
    assertThrows(
        TornadoTaskRuntimeException.class,
        () -> graph.task("t", TestKernels::increment, context, x));
    assertThrows(
        TornadoTaskRuntimeException.class,
        () -> graph.task("u", (KernelContext c, float[] heap) -> {}, context, new float[1]));
    assertThrows(
        TornadoTaskRuntimeException.class,
        () -> graph.task("v", (KernelContext c, Boolean flag) -> {}, context, true));
  }
}
