package io.mobile4j.app.output;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on the terminal, where a person watches; nothing elsewhere. */
public final class StepBar implements AutoCloseable {
  private final ProgressBar bar; // null where nobody watches

  /**
   * @param task what is being done, for people
   * @param total steps
   */
  public StepBar(Streams streams, String task, long total) {
    bar =
        streams.terminal()
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setConsumer(new ConsoleProgressBarConsumer(streams.err()))
                .clearDisplayOnFinish()
                .build()
            : null;
  }

  /** So many steps are done. */
  public void stepTo(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  /** Says what is being done now. */
  public void says(String message) {
    if (bar != null) {
      bar.setExtraMessage(message);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
