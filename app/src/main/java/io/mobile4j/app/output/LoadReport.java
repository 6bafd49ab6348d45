package io.mobile4j.app.output;

import io.mobile4j.engine.LoadListener;
import io.mobile4j.engine.Plan;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Tells a person what is being loaded: the plan in a line, then, where it takes long and a terminal
 * is there, a bar for each stage.
 */
public final class LoadReport implements LoadListener, AutoCloseable {
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
  private static final long MEGABYTE = 1_000_000;

  private final Streams streams;
  private final boolean plan;
  private final long started = System.nanoTime();
  private String stage = "";
  private ProgressBar bar; // null before there is something to show

  /**
   * @param plan whether the plan is told
   */
  public LoadReport(Streams streams, boolean plan) {
    this.streams = streams;
    this.plan = plan;
  }

  /** Time since it was made. */
  public double millis() {
    return (System.nanoTime() - started) / 1e6;
  }

  @Override
  public void plan(Plan made) {
    if (plan) {
      streams.err().println(PlanText.line(made));
    }
  }

  @Override
  public synchronized void progress(String newStage, long done, long total) {
    if (!streams.terminal() || System.nanoTime() - started < SHORT_NANOS) {
      return;
    }
    if (!newStage.equals(stage)) {
      close();
      stage = newStage;
      bar = open(newStage, total);
    }
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  private ProgressBar open(String task, long total) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setConsumer(new ConsoleProgressBarConsumer(streams.err()))
            .clearDisplayOnFinish();
    return total < MEGABYTE ? builder.build() : builder.setUnit(" MB", MEGABYTE).build();
  }

  /** Nothing more is loaded. */
  public void loaded() {
    close();
  }

  /** Ends the bar. */
  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
