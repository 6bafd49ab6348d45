package io.mobile4j.engine.device.tornado;

import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * Fills a large array through a window: what follows what was written before is gathered in the
 * window and moved when that is full.
 *
 * @param <A> type of the arrays
 */
final class Filling<A extends TornadoNativeArray> {
  private final Window<A> window;
  private long start; // in the large array, of what is gathered
  private int gathered;

  Filling(Window<A> window) {
    this.window = window;
  }

  A array() {
    return window.array();
  }

  /** Most elements of one {@link #next}. */
  int size() {
    return window.size();
  }

  /** Where in the window to write {@code count} elements that go to {@code index}. */
  int next(long index, int count) {
    if (index != start + gathered || gathered + count > window.size()) {
      flush();
      start = index;
    }
    gathered += count;
    return gathered - count;
  }

  /** Moves what is gathered. */
  void flush() {
    if (gathered > 0) {
      window.move(start, gathered);
    }
    start += gathered;
    gathered = 0;
  }
}
