package io.mobile4j.app.output;

import java.io.IOException;

/** Results cannot be written: the reader has gone, or the disk is full. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** True where the reader of a pipe has ended, which is no fault: {@code mobile4j ... | head}. */
  public boolean readerGone() {
    return String.valueOf(getMessage()).contains("Broken pipe");
  }
}
