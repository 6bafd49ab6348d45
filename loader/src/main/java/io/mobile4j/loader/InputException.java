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
  private static final int LONGEST_MESSAGE = 1000;

  public InputException(String message) {
    super(oneLine(message));
  }

  public InputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Names from a broken file may hold anything: a terminal must still get one readable line. */
  private static String oneLine(String message) {
    String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
  }
}
