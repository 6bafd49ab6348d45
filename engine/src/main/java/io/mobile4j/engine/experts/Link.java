package io.mobile4j.engine.experts;

import java.util.function.BooleanSupplier;

/** The way from store to slots. */
public interface Link extends AutoCloseable {
  /** The link this machine has: transfers take the time they take. */
  Link REAL =
      new Link() {
        @Override
        public long begin(long since, long bytes) {
          return since;
        }

        @Override
        public void awaitEnd(long end, BooleanSupplier hurry) {}

        @Override
        public void close() {}
      };

  /**
   * A transfer begins.
   *
   * @param since when it could have begun ({@link System#nanoTime})
   * @return when it ends at the earliest
   */
  long begin(long since, long bytes);

  /**
   * Waits until a transfer may end; returns at once when the link is closed.
   *
   * @param hurry whether somebody waits for the very moment; else the end may be noticed late, and
   *     no core is kept busy until then
   */
  void awaitEnd(long end, BooleanSupplier hurry);

  @Override
  void close();
}
