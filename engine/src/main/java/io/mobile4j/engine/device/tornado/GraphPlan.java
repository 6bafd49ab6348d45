package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.loader.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;

/**
 * Graphs that run on a device, one at a time, on the owner's arrays. One thread uses a plan at a
 * time; plans of one device may run beside each other.
 *
 * <p>A graph takes the arrays that it consumes over from the graph that ran before it, by the name
 * of that graph. So each graph runs once right after the owner and takes over all it needs; from
 * then on it is told to take only a token from any other, and keeps what it has. No graph has to
 * carry arrays that it does not use.
 */
final class GraphPlan implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GraphPlan.class);
  private static final int OWNER = 0;

  private final Target target;
  private final Owner owner;
  private final List<GraphSpec> specs;
  private final TornadoExecutionPlan plan;
  private long bytesUp;
  private long bytesDown;
  private long runs;

  /**
   * @throws InputException if a kernel cannot be compiled: some faults show as early as here
   */
  GraphPlan(Target target, Owner owner, List<GraphSpec> specs) {
    this.target = target;
    this.owner = owner;
    this.specs = List.copyOf(specs);
    GridScheduler grids = new GridScheduler();
    owner.grids().keySet().forEach(task -> grids.addWorkerGrid(task, owner.grids().get(task)));
    List<ImmutableTaskGraph> graphs = new ArrayList<>(List.of(owner.graph()));
    for (GraphSpec spec : specs) {
      try {
        graphs.add(graph(spec, grids));
      } catch (RuntimeException | LinkageError e) {
        throw failure("cannot prepare", spec, e);
      }
    }
    plan = new TornadoExecutionPlan(graphs.toArray(ImmutableTaskGraph[]::new));
    plan.withGridScheduler(grids);
    plan.withDevice(target.device());
  }

  private ImmutableTaskGraph graph(GraphSpec spec, GridScheduler grids) {
    TaskGraph graph = new TaskGraph(spec.name());
    graph.consumeFromDevice(Owner.NAME, owner.token());
    graph.consumeFromDevice(Owner.NAME, spec.resident().toArray());
    for (GraphSpec before : specs) {
      graph.consumeFromDevice(before.name(), owner.token());
    }
    graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, spec.uploads().toArray());
    spec.tasks().forEach(task -> task.addTo(graph, grids));
    graph.transferToHost(DataTransferMode.EVERY_EXECUTION, spec.downloads().toArray());
    return graph.snapshot();
  }

  /**
   * Runs every graph once, with whatever its arrays hold, so that all are compiled.
   *
   * @param compiled told after each
   * @throws InputException if one cannot be compiled or run
   */
  void start(Runnable compiled) {
    for (int i = 0; i < specs.size(); i++) {
      try {
        plan.withGraph(OWNER).execute();
        plan.withGraph(i + 1).execute();
      } catch (Throwable e) { // the runtime throws errors of all kinds
        throw failure("cannot prepare", specs.get(i), e);
      }
      compiled.run();
    }
  }

  int graphs() {
    return specs.size();
  }

  /** Runs a graph, by its place in the list, and returns when it is done. */
  void run(int graph) {
    try {
      plan.withGraph(graph + 1).execute();
    } catch (Throwable e) {
      throw failure("failed at", specs.get(graph), e);
    }
    bytesUp += specs.get(graph).bytesUp();
    bytesDown += specs.get(graph).bytesDown();
    runs++;
  }

  /** Bytes moved to the device by {@link #run}. */
  long bytesUp() {
    return bytesUp;
  }

  /** Bytes moved to the host by {@link #run}. */
  long bytesDown() {
    return bytesDown;
  }

  /** Graphs run by {@link #run}. */
  long runs() {
    return runs;
  }

  private InputException failure(String what, GraphSpec spec, Throwable e) {
    String kernels = spec.tasks().stream().map(DeviceTask::name).collect(Collectors.joining(", "));
    return new InputException(
        "device %s (%s) %s \"%s\" (kernels %s): %s; take another device by --device, or --device cpu"
            .formatted(
                target.info().id(), target.info().name(), what, spec.name(), kernels, message(e)),
        e);
  }

  private static String message(Throwable e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    return text.replaceAll("\\x1B\\[[0-9;]*m", "").replaceAll("\\s+", " ").strip();
  }

  /** Frees the device's memory; of the owner's too. A device that is lost has none any more. */
  @Override
  public void close() {
    for (int i = 0; i <= specs.size(); i++) {
      try {
        plan.withGraph(i).freeDeviceMemory();
      } catch (RuntimeException | LinkageError e) {
        LOG.debug("device {}: memory cannot be freed: {}", target.info().id(), message(e));
      }
    }
  }
}
