package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.DeviceTask;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A graph to be: tasks in order, and what travels before and after them. All other arrays stay on
 * the device.
 *
 * @param name unique on a device
 * @param uploads before every execution
 * @param downloads after every execution
 */
record GraphSpec(
    String name,
    List<DeviceTask> tasks,
    List<TornadoNativeArray> uploads,
    List<TornadoNativeArray> downloads) {
  GraphSpec {
    tasks = List.copyOf(tasks);
    uploads = List.copyOf(uploads);
    downloads = List.copyOf(downloads);
  }

  /** The arrays that stay on the device, in the order of use. */
  Set<TornadoNativeArray> resident() {
    Set<TornadoNativeArray> travelling = Collections.newSetFromMap(new IdentityHashMap<>());
    travelling.addAll(uploads);
    travelling.addAll(downloads);
    Set<TornadoNativeArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return Collections.unmodifiableSequencedSet(
        tasks.stream()
            .flatMap(task -> task.arrays().stream())
            .map(TornadoNativeArray.class::cast)
            .filter(array -> !travelling.contains(array) && seen.add(array))
            .collect(LinkedHashSet::new, LinkedHashSet::add, LinkedHashSet::addAll));
  }

  /** Bytes that one execution moves to the device. */
  long bytesUp() {
    return bytes(uploads.stream());
  }

  /** Bytes that one execution moves to the host. */
  long bytesDown() {
    return bytes(downloads.stream());
  }

  private static long bytes(Stream<TornadoNativeArray> arrays) {
    return arrays.mapToLong(TornadoNativeArray::getNumBytesOfSegmentWithHeader).sum();
  }
}
