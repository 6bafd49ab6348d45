package io.mobile4j.engine.experts;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A simulated link: one transfer after the other, each taking a latency and its bytes at a given
 * speed, however fast the store really is. What a transfer really takes counts towards that time.
 */
public final class ThrottledLink implements Link {
  /** A parked thread wakes up to so much too late, so the rest is spun where it counts. */
  private static final long PARK_SLACK_NANOS = 80_000;

  private static final long LONGEST_PARK_NANOS = 10_000_000; // close() is noticed after that

  private final double bytesPerSecond;
  private final long latencyNanos;
  private long free = System.nanoTime(); // when the last transfer begun so far ends
  private volatile boolean closed;

  /**
   * @param bytesPerSecond speed, above 0; infinite = only the latency counts
   * @param latencyNanos of each transfer, at least 0
   */
  public ThrottledLink(double bytesPerSecond, long latencyNanos) {
    if (!(bytesPerSecond > 0) || latencyNanos < 0) {
      throw new IllegalArgumentException(bytesPerSecond + " bytes/s, " + latencyNanos + " ns");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.latencyNanos = latencyNanos;
  }

  @Override
  public synchronized long begin(long since, long bytes) {
    long from = free - since > 0 ? free : since;
    free = from + latencyNanos + (long) (bytes * 1e9 / bytesPerSecond);
    return free;
  }

  @Override
  public void awaitEnd(long end, BooleanSupplier hurry) {
    for (long left = end - System.nanoTime(); left > 0 && !closed; left = end - System.nanoTime()) {
      if (left > PARK_SLACK_NANOS) {
        LockSupport.parkNanos(Math.min(left - PARK_SLACK_NANOS, LONGEST_PARK_NANOS));
      } else if (hurry.getAsBoolean()) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(left);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
