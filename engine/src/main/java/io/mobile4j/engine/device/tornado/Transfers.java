package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceCopy;
import io.mobile4j.kernels.device.DeviceTask;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A plan of its own that writes and reads arrays on the device, beside the plan that computes. Any
 * thread may use it; transfers take turns.
 */
final class Transfers implements AutoCloseable {
  private final Cut cut;
  private final List<GraphSpec> graphs = new ArrayList<>();
  private GraphPlan plan;

  Transfers(Cut cut) {
    this.cut = cut;
  }

  /** A window of {@code size} elements to write an array through. */
  Window<FloatArray> writing(FloatArray large, int size) {
    IntArray step = step();
    FloatArray small = new FloatArray(size);
    return add(DeviceCopy.into("copy", cut, step, small, large), step, small, true);
  }

  Window<IntArray> writing(IntArray large, int size) {
    IntArray step = step();
    IntArray small = new IntArray(size);
    return add(DeviceCopy.into("copy", cut, step, small, large), step, small, true);
  }

  /** A window of {@code size} elements to read an array through. */
  Window<FloatArray> reading(FloatArray large, int size) {
    IntArray step = step();
    FloatArray small = new FloatArray(size);
    return add(DeviceCopy.outOf("copy", cut, step, large, small), step, small, false);
  }

  Window<IntArray> reading(IntArray large, int size) {
    IntArray step = step();
    IntArray small = new IntArray(size);
    return add(DeviceCopy.outOf("copy", cut, step, large, small), step, small, false);
  }

  private static IntArray step() {
    return new IntArray(DeviceCopy.FIELDS);
  }

  private <A extends TornadoNativeArray> Window<A> add(
      DeviceTask copy, IntArray step, A small, boolean up) {
    graphs.add(
        new GraphSpec(
            "transfer" + graphs.size(),
            List.of(copy),
            up ? List.of(step, small) : List.of(step),
            up ? List.of() : List.of(small)));
    return new Window<>(this, graphs.size() - 1, step, small);
  }

  List<GraphSpec> graphs() {
    return graphs;
  }

  /** Compiles all; windows can be used from then on. */
  void start(Target target, Owner owner, Runnable compiled) {
    plan = new GraphPlan(target, owner, graphs);
    plan.start(compiled);
  }

  synchronized void run(int graph) {
    plan.run(graph);
  }

  synchronized long bytesUp() {
    return plan.bytesUp();
  }

  synchronized long bytesDown() {
    return plan.bytesDown();
  }

  synchronized long runs() {
    return plan.runs();
  }

  @Override
  public void close() {
    if (plan != null) {
      plan.close();
    }
  }
}
