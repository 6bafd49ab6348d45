package io.mobile4j.app.option;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.TraceRecording;
import io.mobile4j.engine.telemetry.ArrowOutput;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether what every pass does is written down. */
public final class TraceArguments {
  @Option(
      names = "--trace",
      paramLabel = "FILE.arrow",
      description = "Writes what every pass does to an Arrow file; docs/trace.md has its columns.")
  private Path file;

  /** Whether a trace is asked for. */
  public boolean asked() {
    return file != null;
  }

  /**
   * Checks, before a model is loaded, that the trace can be written.
   *
   * @throws io.mobile4j.loader.InputException if it cannot
   */
  public void check() {
    if (asked()) {
      ArrowOutput.check(file);
    }
  }

  /**
   * Does work with an engine, and traces it where that is asked for. If the work fails there is no
   * trace.
   *
   * @throws io.mobile4j.loader.InputException if the trace cannot be written
   */
  public void around(Engine engine, Runnable work) {
    if (!asked()) {
      work.run();
      return;
    }
    try (TraceRecording trace = engine.trace(file)) {
      work.run();
      trace.complete();
    }
  }
}
