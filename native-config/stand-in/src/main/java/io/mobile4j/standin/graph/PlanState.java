package io.mobile4j.standin.graph;

import io.mobile4j.standin.launch.Grid;
import io.mobile4j.standin.memory.Traffic;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import uk.ac.manchester.tornado.api.exceptions.TornadoFailureException;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** The graphs of a plan, those chosen to run next, and which ran last. */
public final class PlanState {
  private static final long NOT_COMPILED = -1;
  private static final AtomicLong CLOSED_PLANS = new AtomicLong();

  private final List<Graph> all;
  private final AtomicBoolean busy = new AtomicBoolean();
  private List<Graph> chosen;
  private long closedAtCompilation = NOT_COMPILED;

  public PlanState(Graph... graphs) {
    all = List.of(graphs);
    chosen = all;
  }

  public void choose(int index) {
    if (index < 0 || index >= all.size()) {
      throw new TornadoRuntimeException("no graph %d in a plan of %d".formatted(index, all.size()));
    }
    chosen = List.of(all.get(index));
  }

  public void chooseAll() {
    chosen = all;
  }

  public boolean hasTask(String task) {
    return all.stream().anyMatch(graph -> graph.hasTask(task));
  }

  /** Checks that every task of the chosen graphs can be launched. */
  public void compile(Function<String, Grid> grids) {
    chosen.forEach(graph -> graph.check(grids));
    closedAtCompilation = CLOSED_PLANS.get();
  }

  /**
   * Runs the chosen graphs in order. The chain to consuming graphs moves on only at the end: graphs
   * that run within one execution do not see each other's buffers, as in the runtime.
   */
  public Traffic execute(Function<String, Grid> grids) {
    if (closedAtCompilation != NOT_COMPILED && closedAtCompilation != CLOSED_PLANS.get()) {
      throw new TornadoFailureException(
          "another plan was closed after this one was pre-compiled: execute a graph once instead");
    }
    if (!busy.compareAndSet(false, true)) {
      throw new TornadoRuntimeException("a plan is executed by two threads at once");
    }
    try {
      Traffic traffic = Traffic.NONE;
      for (Graph graph : chosen) {
        traffic = traffic.plus(graph.execute(grids));
      }
      Graph last = chosen.getLast();
      all.forEach(graph -> graph.ranBefore(last));
      return traffic;
    } finally {
      busy.set(false);
    }
  }

  public void download(Object array) {
    for (Graph graph : chosen) {
      ArrayState state = graph.downloadable(array);
      if (state != null) {
        state.download();
      }
    }
  }

  public void download(Object array, long firstByte, long bytes) {
    for (Graph graph : chosen) {
      ArrayState state = graph.downloadable(array);
      if (state != null) {
        state.downloadPart(firstByte, bytes);
      }
    }
  }

  /** Frees the chosen graphs; as in the runtime, plans that were pre-compiled die with it. */
  public void free() {
    CLOSED_PLANS.incrementAndGet();
    chosen.forEach(Graph::free);
  }

  public long deviceBytes() {
    return chosen.stream().mapToLong(Graph::deviceBytes).sum();
  }
}
