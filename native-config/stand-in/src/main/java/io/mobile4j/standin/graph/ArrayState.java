package io.mobile4j.standin.graph;

import io.mobile4j.standin.memory.DeviceBuffer;
import io.mobile4j.standin.memory.Traffic;
import io.mobile4j.standin.memory.Writes;
import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** What one graph knows of one array: how it travels, and its buffer on the device. */
final class ArrayState {
  private final String graph;
  private final TornadoNativeArray host;

  boolean declared; // named by a transfer or consumed
  boolean used; // an argument of a task
  boolean uploaded; // before the first execution, or before each
  boolean everyTime; // uploaded before each execution
  boolean consumed; // taken from the graph that ran before
  boolean downloaded; // after each execution, if a task has written it

  private DeviceBuffer buffer;
  private TornadoNativeArray onDevice; // the buffer, as kernels see it
  private Writes writes = new Writes(); // by this graph's kernels
  private boolean filled; // uploaded at least once
  private long partialBytes; // of the last partial download: later ones stay as short

  ArrayState(String graph, TornadoNativeArray host) {
    this.graph = graph;
    this.host = host;
  }

  /** The same plans for the array, no buffer. */
  ArrayState copy() {
    ArrayState copy = new ArrayState(graph, host);
    copy.declared = declared;
    copy.used = used;
    copy.everyTime = everyTime;
    copy.uploaded = uploaded;
    copy.consumed = consumed;
    copy.downloaded = downloaded;
    return copy;
  }

  TornadoNativeArray host() {
    return host;
  }

  TornadoNativeArray onDevice() {
    return onDevice;
  }

  /** Whether the graph's execution needs a buffer for it. */
  boolean needsBuffer() {
    return used || everyTime;
  }

  boolean hasBuffer() {
    return buffer != null;
  }

  long deviceBytes() {
    return buffer == null ? 0 : buffer.segment().byteSize();
  }

  /** Takes over the buffer that another graph has for the array, or its lack of one. */
  void take(ArrayState source) {
    if (source == null || source.buffer == null) {
      buffer = null;
    } else if (buffer != source.buffer) {
      use(source.buffer);
    }
  }

  void allocate() {
    long bytes = host.getNumBytesOfSegmentWithHeader();
    use(
        DeviceBuffer.allocate(
            bytes,
            left ->
                new TornadoOutOfMemoryException(
                    "graph %s: an array of %d bytes does not fit into the %d bytes left on the device"
                        .formatted(graph, bytes, left))));
  }

  private void use(DeviceBuffer other) {
    buffer = other;
    writes = new Writes();
    onDevice = writes.during(() -> view(other.segment()));
  }

  private TornadoNativeArray view(MemorySegment segment) {
    return switch (host) {
      case ByteArray a -> ByteArray.fromSegmentShallow(segment);
      case FloatArray a -> FloatArray.fromSegmentShallow(segment);
      case HalfFloatArray a -> HalfFloatArray.fromSegmentShallow(segment);
      case IntArray a -> IntArray.fromSegmentShallow(segment);
    };
  }

  /**
   * Uploads if this execution is one before which that is due. The runtime also uploads, once, what
   * a kernel reads and no transfer names; here that stays undefined, so that it is noticed.
   */
  Traffic upload() {
    if (consumed || !uploaded || (filled && !everyTime)) {
      return Traffic.NONE;
    }
    filled = true;
    return buffer.upload(host.getSegmentWithHeader());
  }

  /** Downloads after the tasks if that is due and a task has written the array. */
  Traffic downloadIfDue() {
    return downloaded && writes.any() ? download() : Traffic.NONE;
  }

  Traffic download() {
    return download(0, partialBytes == 0 ? host.getNumBytesOfSegmentWithHeader() : partialBytes);
  }

  Traffic downloadPart(long firstByte, long bytes) {
    partialBytes = bytes;
    return download(firstByte, bytes);
  }

  private Traffic download(long firstByte, long bytes) {
    if (buffer == null) {
      throw new TornadoRuntimeException("graph %s has no buffer for an array".formatted(graph));
    }
    return buffer.download(host.getSegmentWithHeader(), firstByte, bytes);
  }

  /** Frees the buffer; false if another graph has freed it already. */
  boolean free() {
    if (buffer == null) {
      return true;
    }
    boolean open = !buffer.isClosed();
    if (open) {
      buffer.close();
    }
    buffer = null;
    filled = false;
    return open;
  }
}
