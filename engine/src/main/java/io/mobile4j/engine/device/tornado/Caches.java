package io.mobile4j.engine.device.tornado;

import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.OffHeapBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The caches on the device, which has room for one timeline. When another is to be computed with,
 * the one that is there moves to main memory.
 */
final class Caches {
  private static final int WINDOW = 1 << 20; // elements moved at once
  private static final int ALIGNMENT = 64;

  private final OffHeap memory;
  private final List<Port<?>> ports = new ArrayList<>();
  private TornadoTimeline onDevice;

  /** How one array is read and written. */
  private record Port<A extends TornadoNativeArray>(A large, Window<A> reading, Window<A> writing) {
    long bytes() {
      return large.getNumBytesOfSegment();
    }

    void save(MemorySegment to) {
      int bytesEach = large.getElementSize();
      for (int at = 0; at < large.getSize(); at += reading.size()) {
        int count = Math.min(reading.size(), large.getSize() - at);
        reading.move(at, count);
        MemorySegment from = reading.array().getSegment();
        MemorySegment.copy(from, 0, to, (long) at * bytesEach, (long) count * bytesEach);
      }
    }

    void restore(MemorySegment from) {
      int bytesEach = large.getElementSize();
      for (int at = 0; at < large.getSize(); at += writing.size()) {
        int count = Math.min(writing.size(), large.getSize() - at);
        MemorySegment to = writing.array().getSegment();
        MemorySegment.copy(from, (long) at * bytesEach, to, 0, (long) count * bytesEach);
        writing.move(at, count);
      }
    }
  }

  /**
   * @param memory for timelines that are not on the device
   */
  Caches(OffHeap memory, List<Band> bands, Transfers transfers) {
    this.memory = memory;
    for (Band band : bands) {
      if (band.keys().isEmpty()) {
        continue; // the head alone
      }
      var floats = band.caches().floats();
      int size = Math.min(WINDOW, floats.getSize());
      ports.add(
          new Port<>(floats, transfers.reading(floats, size), transfers.writing(floats, size)));
      var ints = band.caches().ints();
      if (ints != null) {
        int intSize = Math.min(WINDOW, ints.getSize());
        ports.add(
            new Port<>(ints, transfers.reading(ints, intSize), transfers.writing(ints, intSize)));
      }
    }
  }

  long bytes() {
    return ports.stream().mapToLong(Port::bytes).sum();
  }

  /** Makes a timeline the one on the device. */
  void activate(TornadoTimeline timeline) {
    if (timeline == onDevice) {
      return;
    }
    if (onDevice != null) {
      save(onDevice);
      onDevice = null;
    }
    for (int i = 0; i < timeline.saved().size(); i++) {
      ports.get(i).restore(timeline.saved().get(i).segment());
    }
    timeline.forgetSaved();
    onDevice = timeline;
  }

  private void save(TornadoTimeline timeline) {
    for (Port<?> port : ports) {
      OffHeapBuffer buffer = memory.allocate("kv cache", port.bytes(), ALIGNMENT);
      timeline.saved().add(buffer);
      port.save(buffer.segment());
    }
  }

  void forget(TornadoTimeline timeline) {
    if (timeline == onDevice) {
      onDevice = null;
    }
  }
}
