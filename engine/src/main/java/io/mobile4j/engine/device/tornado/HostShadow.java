package io.mobile4j.engine.device.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * Host sides of arrays whose contents are on a device only. The runtime wants one for every array,
 * as large as the array itself; these are mappings of a sparse file without a name, of which only
 * the first page is ever touched, and so take no memory.
 */
final class HostShadow implements AutoCloseable {
  private final Arena arena = Arena.ofShared();

  FloatArray floats(long size) {
    return FloatArray.fromSegmentShallow(reserve(size * Float.BYTES));
  }

  IntArray ints(long size) {
    return IntArray.fromSegmentShallow(reserve(size * Integer.BYTES));
  }

  private MemorySegment reserve(long bytes) {
    try {
      Path file = Files.createTempFile("mobile4j", ".shadow");
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        long size = TornadoNativeArray.ARRAY_HEADER + bytes;
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot reserve addresses for device memory", e);
    }
  }

  /** Ends the arrays; their device buffers must be freed. */
  @Override
  public void close() {
    arena.close();
  }
}
