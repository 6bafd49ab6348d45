package io.mobile4j.kernels.cpu;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.parallel.Threads;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Has the JVM compile the kernels of a first prompt while its model is being loaded: until they are
 * compiled, vectors are computed lane by lane in Java, and take the processor from the compiler.
 *
 * <p>It calls them on a little data again and again, with pauses, as only the calls after a first
 * compilation count towards the second.
 */
public final class WarmUp implements AutoCloseable {
  /** Columns: a whole number of vectors and of blocks of Q8_0. */
  private static final int COLS = 64;

  /** Rows: a whole number of what one token's products take at once. */
  private static final int ROWS = 24;

  /** Several at once and one by itself; a broad tile of tokens, a narrow one and some left over. */
  private static final int[] TOKENS = {5, 7 * Lanes.LENGTH / 2};

  private static final int ROUNDS = 30;
  private static final long PAUSE_NANOS = 5_000_000;

  private final Kernels kernels;
  private final List<WeightFormat> formats;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("mobile4j-warm-up").unstarted(this::run);
  private volatile boolean closed;

  private WarmUp(Kernels kernels, List<WeightFormat> formats) {
    this.kernels = kernels;
    this.formats = formats;
  }

  /**
   * Begins, on a thread of its own.
   *
   * @param formats the weights' formats
   */
  public static WarmUp start(Kernels kernels, List<WeightFormat> formats) {
    WarmUp warmUp = new WarmUp(kernels, formats);
    warmUp.thread.start();
    return warmUp;
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      List<Matrix> matrices = formats.stream().map(format -> zeros(format, arena)).toList();
      Rows x = Rows.of(new float[TOKENS[1] * COLS], COLS);
      Rows y = Rows.of(new float[TOKENS[1] * COLS], COLS);
      for (int round = 0; round < ROUNDS && !closed; round++) {
        for (Matrix matrix : matrices) {
          for (int tokens : TOKENS) {
            kernels.matMul().multiply(matrix, x, y, tokens, 0, ROWS);
          }
        }
        kernels.siluMul().apply(x, x, y, 1, 0, COLS);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static Matrix zeros(WeightFormat format, Arena arena) {
    return new Matrix(
        format,
        ROWS,
        COLS,
        arena.allocate(format.valueBytes(ROWS, COLS), 64),
        arena.allocate(ROWS * format.scaleBytesPerRow(COLS), 64));
  }

  /** Ends it, and waits for that. */
  @Override
  public void close() {
    closed = true;
    Threads.join(List.of(thread));
  }
}
