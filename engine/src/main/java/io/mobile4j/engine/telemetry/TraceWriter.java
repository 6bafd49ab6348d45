package io.mobile4j.engine.telemetry;

import java.nio.file.Path;
import java.util.Map;

/** Writes passes to an Arrow IPC file, which is there when it is finished. */
public final class TraceWriter implements PassListener, AutoCloseable {
  private static final int BATCH_ROWS = 4096;

  private final ArrowOutput output;
  private final TraceRows rows;

  /**
   * Begins a file.
   *
   * @param target the file to make or replace; its directory must exist
   * @param metadata what is traced: strings for the file's schema
   * @throws io.mobile4j.loader.InputException if the file cannot be made
   */
  public TraceWriter(Path target, Map<String, String> metadata) {
    output = new ArrowOutput(target, TraceSchema.of(metadata));
    rows = new TraceRows(output.root());
  }

  @Override
  public void pass(PassRecord pass) {
    rows.add(pass);
    if (rows.count() >= BATCH_ROWS) {
      writeBatch();
    }
  }

  private void writeBatch() {
    output.writeBatch(rows.count());
    rows.emptied();
  }

  /**
   * Completes the file and puts it in its place.
   *
   * @throws io.mobile4j.loader.InputException if the disk does not take it
   */
  public void finish() {
    if (rows.count() > 0) {
      writeBatch();
    }
    output.finish();
  }

  /** Drops the file unless it was finished. */
  @Override
  public void close() {
    output.close();
  }
}
