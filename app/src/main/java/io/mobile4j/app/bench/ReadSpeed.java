package io.mobile4j.app.bench;

import io.mobile4j.app.output.GenerationReport;
import io.mobile4j.engine.Engine;
import io.mobile4j.kernels.bandwidth.MemoryBandwidth;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Workers;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.OffHeapBuffer;
import java.util.Optional;

/**
 * How fast this machine reads memory that is in no cache, with as many threads as the engine
 * computes with.
 */
public final class ReadSpeed implements AutoCloseable {
  private static final long BYTES = 1L << 30;
  private static final int CACHE_LINE = 64;
  private static final int WARM_UPS = 5;

  private final OffHeap memory = new OffHeap();
  private final OffHeapBuffer buffer;
  private final Workers workers;
  private final MemoryBandwidth bandwidth;

  /**
   * The measure of what an engine's decoding is bound by; empty where that is not main memory, or
   * the JVM cannot read it fast enough to tell.
   */
  public static Optional<ReadSpeed> of(Engine engine) {
    boolean vectors = !Kernels.best().name().equals(Kernels.scalar().name());
    return vectors && GenerationReport.device(engine).equals("cpu")
        ? Optional.of(new ReadSpeed(engine.options().threads()))
        : Optional.empty();
  }

  /**
   * @param threads reading threads; 0 = one for each core
   */
  private ReadSpeed(int threads) {
    buffer = memory.allocate("read speed", BYTES, CACHE_LINE);
    buffer.segment().fill((byte) 1); // memory that was never written has no pages of its own
    workers = new Workers(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    bandwidth = new MemoryBandwidth(workers, buffer.segment());
    for (int i = 0; i < WARM_UPS; i++) {
      bandwidth.best();
    }
  }

  /** The best of several numbers of streams. */
  public double bytesPerSecond() {
    return bandwidth.best();
  }

  @Override
  public void close() {
    workers.close();
    buffer.close();
    memory.close();
  }
}
