package io.mobile4j.engine;

import io.mobile4j.engine.telemetry.TraceWriter;

/** A trace that is being written. Its file is there once it is complete, and not before. */
public final class TraceRecording implements Engine.Recording {
  private final Engine.Recording recording;
  private final TraceWriter writer;

  TraceRecording(Engine.Recording recording, TraceWriter writer) {
    this.recording = recording;
    this.writer = writer;
  }

  /**
   * Ends the trace and puts its file in its place.
   *
   * @throws io.mobile4j.loader.InputException if the disk does not take it
   */
  public void complete() {
    recording.close();
    writer.finish();
  }

  /** Ends the trace; drops it unless it is complete. */
  @Override
  public void close() {
    recording.close();
    writer.close();
  }
}
