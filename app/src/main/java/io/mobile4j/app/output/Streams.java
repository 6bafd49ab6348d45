package io.mobile4j.app.output;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a command reads and writes. All text is UTF-8, whatever the locale: tokens have no other
 * encoding.
 */
public final class Streams {
  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final boolean terminal;

  /**
   * @param out results; a failing write ends the command
   * @param err messages
   * @param terminal whether a person watches
   */
  public Streams(InputStream in, OutputStream out, OutputStream err, boolean terminal) {
    this.in = in;
    this.out = out;
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.terminal = terminal;
  }

  /** This process's own. */
  public static Streams standard() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
  }

  public InputStream in() {
    return in;
  }

  /** For messages: one line each. */
  public PrintStream err() {
    return err;
  }

  /** Whether a person watches: progress and prompts make sense. */
  public boolean terminal() {
    return terminal;
  }

  /**
   * Writes a part of the result at once.
   *
   * @throws OutputException if nobody takes it any more
   */
  public void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  /**
   * Writes a line of the result.
   *
   * @throws OutputException if nobody takes it any more
   */
  public void println(String line) {
    print(line + "\n");
  }
}
