package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.DeviceTouch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The graph that owns every array that stays on the device. It allocates them and does nothing
 * else; each plan of the device begins with this same graph, and so they share the arrays.
 */
final class Owner {
  static final String NAME = "owner";

  private final FloatArray token = new FloatArray(1); // links a graph to the one before it
  private final GridScheduler grids = new GridScheduler();
  private final ImmutableTaskGraph graph;
  private final long bytes;

  Owner(List<GraphSpec> graphs) {
    Set<TornadoNativeArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    List<TornadoNativeArray> inOrder = new ArrayList<>(List.of(token));
    graphs.stream()
        .flatMap(spec -> spec.resident().stream())
        .filter(arrays::add)
        .forEach(inOrder::add);
    bytes = inOrder.stream().mapToLong(TornadoNativeArray::getNumBytesOfSegmentWithHeader).sum();
    TaskGraph owner = new TaskGraph(NAME);
    owner.transferToDevice(DataTransferMode.UNDER_DEMAND, inOrder.toArray());
    for (int i = 0; i < inOrder.size(); i++) {
      touch("touch" + i, inOrder.get(i)).addTo(owner, grids);
    }
    owner.persistOnDevice(inOrder.toArray());
    graph = owner.snapshot();
  }

  private static DeviceTask touch(String name, TornadoNativeArray array) {
    return switch (array) {
      case FloatArray floats -> DeviceTouch.task(name, floats);
      case IntArray ints -> DeviceTouch.task(name, ints);
      default -> throw new IllegalArgumentException("no kernel uses " + array);
    };
  }

  ImmutableTaskGraph graph() {
    return graph;
  }

  FloatArray token() {
    return token;
  }

  GridScheduler grids() {
    return grids;
  }

  /** Bytes of all arrays. */
  long bytes() {
    return bytes;
  }
}
