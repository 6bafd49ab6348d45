package uk.ac.manchester.tornado.api;

import io.mobile4j.standin.device.HostRuntime;
import io.mobile4j.standin.graph.Graph;
import io.mobile4j.standin.graph.PlanState;
import io.mobile4j.standin.launch.Grid;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/**
 * Graphs that run on one device, one at a time or all in order. The graph chosen last by {@link
 * #withGraph} stays chosen, for {@link #close} too: free every graph by {@link #freeDeviceMemory}.
 */
public class TornadoExecutionPlan implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final PlanState state;
  private GridScheduler grids = new GridScheduler();

  public TornadoExecutionPlan(ImmutableTaskGraph... immutableTaskGraphs) {
    Graph[] graphs = new Graph[immutableTaskGraphs.length];
    Arrays.setAll(graphs, i -> immutableTaskGraphs[i].graph);
    state = new PlanState(graphs);
  }

  public static TornadoDevice getDevice(int driverIndex, int deviceIndex) {
    return TornadoRuntimeProvider.getTornadoRuntime()
        .getBackend(driverIndex)
        .getDevice(deviceIndex);
  }

  /** Runs the chosen graphs and returns when they are done. */
  public TornadoExecutionResult execute() {
    HostRuntime.checkNotLost();
    return new TornadoExecutionResult(state, state.execute(this::grid));
  }

  /** Chooses one graph, by its place in the constructor. */
  public TornadoExecutionPlan withGraph(int graphIndex) {
    state.choose(graphIndex);
    return this;
  }

  public TornadoExecutionPlan withAllGraphs() {
    state.chooseAll();
    return this;
  }

  /** Sets the grids; at least one must name a task of this plan. */
  public TornadoExecutionPlan withGridScheduler(GridScheduler gridScheduler) {
    if (gridScheduler.keySet().stream().noneMatch(state::hasTask)) {
      throw new TornadoRuntimeException(
          "no task of this plan is among the grids of " + gridScheduler.keySet());
    }
    grids = gridScheduler;
    return this;
  }

  /**
   * Compiles the chosen graphs. As in the runtime, closing any other plan later makes this one
   * unusable: executing each graph once is the better warm-up.
   */
  public TornadoExecutionPlan withPreCompilation() {
    state.compile(this::grid);
    return this;
  }

  public TornadoExecutionPlan withDevice(TornadoDevice device) {
    if (!getDevice(0, 0).equals(device)) {
      throw new TornadoRuntimeException("not a device of this runtime: " + device);
    }
    return this;
  }

  public TornadoDevice getDevice(int immutableTaskGraphIndex) {
    return getDevice(0, 0);
  }

  /** The byte counts of a result are kept at any mode. */
  public TornadoExecutionPlan withProfiler(ProfilerMode profilerMode) {
    return this;
  }

  public TornadoExecutionPlan withoutProfiler() {
    return this;
  }

  /**
   * Frees the buffers of the arrays that the chosen graphs name in transfers, inputs first; throws
   * a TornadoInternalError at the first that another graph has freed, and leaves the rest.
   */
  public TornadoExecutionPlan freeDeviceMemory() {
    state.free();
    HostRuntime.checkNotLost(); // its memory is gone all the same
    return this;
  }

  public long getId() {
    return id;
  }

  /** Bytes of device memory that the chosen graphs hold, consumed arrays counted. */
  public long getCurrentDeviceMemoryUsage() {
    return state.deviceBytes();
  }

  @Override
  public void close() throws TornadoExecutionPlanException {
    freeDeviceMemory();
  }

  private Grid grid(String task) {
    WorkerGrid grid = grids.get(task);
    return grid == null ? null : Grid.of(task, grid.getGlobalWork(), grid.getLocalWork());
  }
}
