package io.mobile4j.kernels.bandwidth;

import static io.mobile4j.kernels.lanes.Lanes.BYTES;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.OR;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.incubator.vector.IntVector;

/**
 * Reads memory as fast as it can: each thread its part, as 1, 2 or 4 streams, four vectors at a
 * time. Needs the Vector API.
 */
public final class MemoryBandwidth {
  private static final int[] STREAMS = {1, 2, 4};

  /** Vectors loaded at once. */
  private static final int LOADS = 4;

  private final Workers workers;
  private final MemorySegment memory;
  private final AtomicInteger sink = new AtomicInteger();

  /**
   * @param workers threads that read together
   * @param memory what they read; several times the caches, and used before, so that it is there
   */
  public MemoryBandwidth(Workers workers, MemorySegment memory) {
    this.workers = workers;
    this.memory = memory;
  }

  /** Reads once for each number of streams and returns the best in bytes a second. */
  public double best() {
    double best = 0;
    for (int streams : STREAMS) {
      best = Math.max(best, bytesPerSecond(streams));
    }
    return best;
  }

  /**
   * Reads once.
   *
   * @param streams of each thread: 1, 2 or 4
   */
  public double bytesPerSecond(int streams) {
    long stream = memory.byteSize() / workers.count() / streams / (LOADS * BYTES) * (LOADS * BYTES);
    long first = Lanes.address(memory, 0);
    Part part =
        (unit, end, units) ->
            sink.addAndGet(read(first + unit * streams * stream, streams, stream));
    long start = System.nanoTime();
    workers.run(part);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return stream * streams * workers.count() / seconds;
  }

  private static int read(long address, int streams, long bytes) {
    long vectors = LOADS / streams; // at once of each stream
    long step = vectors * BYTES;
    long a = Lanes.plus(address, 0);
    long b = Lanes.plus(address, place(1, vectors, bytes));
    long c = Lanes.plus(address, place(2, vectors, bytes));
    long d = Lanes.plus(address, place(3, vectors, bytes));
    IntVector all = IntVector.zero(INT);
    for (long i = 0; i < bytes; i += step) {
      all =
          all.or(IntVector.fromMemorySegment(INT, MEMORY, a + i, ORDER))
              .or(IntVector.fromMemorySegment(INT, MEMORY, b + i, ORDER))
              .or(IntVector.fromMemorySegment(INT, MEMORY, c + i, ORDER))
              .or(IntVector.fromMemorySegment(INT, MEMORY, d + i, ORDER));
    }
    return all.reduceLanes(OR);
  }

  /** Where the load starts: some vectors of each stream, streams a stream's length apart. */
  private static long place(int load, long vectors, long bytes) {
    return load / vectors * bytes + load % vectors * BYTES;
  }
}
