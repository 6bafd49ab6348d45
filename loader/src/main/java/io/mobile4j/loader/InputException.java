package io.mobile4j.loader;

/**
 * Something the user gave cannot be used: a broken file, an unknown architecture, an option that
 * cannot be honoured.
 *
 * <p>The message is one line that says what is wrong, where, and what to do. The command line
 * prints it and ends with exit code 2.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
