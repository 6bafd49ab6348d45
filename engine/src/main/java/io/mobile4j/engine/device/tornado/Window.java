package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.DeviceCopy;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A part of a large array of a device, through which the host writes or reads it. The part is as
 * long as the window's array, or shorter.
 *
 * @param <A> type of the arrays
 */
final class Window<A extends TornadoNativeArray> {
  private final Transfers transfers;
  private final int graph;
  private final IntArray step;
  private final A array;

  Window(Transfers transfers, int graph, IntArray step, A array) {
    this.transfers = transfers;
    this.graph = graph;
    this.step = step;
    this.array = array;
  }

  /** What is written, or has been read. */
  A array() {
    return array;
  }

  int size() {
    return array.getSize();
  }

  /** Moves {@code count} elements, from or to {@code offset} of the large array. */
  void move(long offset, int count) {
    step.set(DeviceCopy.OFFSET, Math.toIntExact(offset));
    step.set(DeviceCopy.COUNT, count);
    transfers.run(graph);
  }
}
