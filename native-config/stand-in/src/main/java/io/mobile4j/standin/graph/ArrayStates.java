package io.mobile4j.standin.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** The states of all arrays of a graph, and from which graphs it consumes which. */
final class ArrayStates {
  private final String graph;
  private final IdentityHashMap<TornadoNativeArray, ArrayState> byArray = new IdentityHashMap<>();
  private final List<ArrayState> inOrder = new ArrayList<>();
  private final List<TornadoNativeArray> inputs = new ArrayList<>();
  private final List<TornadoNativeArray> outputs = new ArrayList<>();
  private final Map<String, List<TornadoNativeArray>> sources = new HashMap<>();

  ArrayStates(String graph) {
    this.graph = graph;
  }

  ArrayStates copy() {
    ArrayStates copy = new ArrayStates(graph);
    inOrder.forEach(state -> copy.add(state.copy()));
    copy.inputs.addAll(inputs);
    copy.outputs.addAll(outputs);
    sources.forEach((source, arrays) -> copy.sources.put(source, new ArrayList<>(arrays)));
    return copy;
  }

  private ArrayState add(ArrayState state) {
    byArray.put(state.host(), state);
    inOrder.add(state);
    return state;
  }

  /** The array's state, made where there was none. */
  ArrayState of(TornadoNativeArray array) {
    ArrayState state = byArray.get(array);
    return state != null ? state : add(new ArrayState(graph, array));
  }

  /** The array's state, or null. */
  ArrayState find(Object array) {
    return byArray.get(array);
  }

  Collection<ArrayState> all() {
    return inOrder;
  }

  void addInput(TornadoNativeArray array) {
    inputs.add(array);
  }

  void addOutput(TornadoNativeArray array) {
    outputs.add(array);
  }

  /** The arrays that transfers name: inputs, then outputs, as they were named. */
  List<ArrayState> transferred() {
    return Stream.concat(inputs.stream(), outputs.stream()).distinct().map(byArray::get).toList();
  }

  void consumeFrom(String source, TornadoNativeArray array) {
    sources.computeIfAbsent(source, s -> new ArrayList<>()).add(array);
  }

  /**
   * Takes over buffers from the graph that ran last: the arrays that this graph consumes from that
   * graph by name or, if it names it nowhere, every array it consumes. The runtime does the same,
   * and so an array that the last graph does not carry loses its buffer here.
   */
  void takeFrom(String last, ArrayStates lastArrays) {
    List<TornadoNativeArray> taken =
        sources.computeIfAbsent(
            last,
            name ->
                new ArrayList<>(
                    inOrder.stream().filter(a -> a.consumed).map(ArrayState::host).toList()));
    for (TornadoNativeArray array : taken) {
      byArray.get(array).take(lastArrays.find(array));
    }
  }

  /** Makes sure that every array that is needed has a buffer. */
  void allocate(String last) {
    for (ArrayState state : inOrder) {
      if (state.needsBuffer() && !state.hasBuffer()) {
        if (state.consumed) {
          throw new TornadoRuntimeException(
              "graph %s consumes an array of %d bytes from the device, but the graph that ran before, %s, does not carry it"
                  .formatted(graph, state.host().getNumBytesOfSegment(), last));
        }
        state.allocate();
      }
    }
  }
}
