package io.mobile4j.app;

import io.mobile4j.app.output.OutputException;
import io.mobile4j.loader.InputException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.apache.arrow.memory.OutOfMemoryException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line and an exit code. */
final class Failures {
  /** Something that a person, a file or the machine did not allow. */
  static final int FAILED = 2;

  /** As a shell reports a command that wrote to a pipe whose reader had ended: 128 + SIGPIPE. */
  static final int READER_GONE = 141;

  private final PrintStream err;
  private final boolean debug;

  /**
   * @param debug whether stack traces are shown
   */
  Failures(PrintStream err, boolean debug) {
    this.err = err;
    this.debug = debug;
  }

  /** Tells about a failure; returns the exit code. */
  int report(Throwable failure) {
    if (failure instanceof OutputException output && output.readerGone()) {
      return READER_GONE;
    }
    err.println("mobile4j: " + line(failure).replaceAll("\\s*\\R\\s*", " "));
    if (debug) {
      failure.printStackTrace(err);
    }
    return FAILED;
  }

  private static String line(Throwable failure) {
    return switch (failure) {
      case InputException e -> e.getMessage();
      case UnmatchedArgumentException e -> unmatched(e) + help(e);
      case ParameterException e -> e.getMessage() + help(e);
      case OutputException e -> "the result cannot be written: " + e.getMessage();
      case UncheckedIOException e -> "reading or writing failed: " + e.getCause().getMessage();
      case OutOfMemoryError e -> "not enough memory: " + e.getMessage();
      case OutOfMemoryException e -> "not enough memory: " + e.getMessage();
      default -> "internal error: " + failure + "; --debug shows where";
    };
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String first = e.getUnmatched().getFirst();
    if (!e.getCommandLine().getSubcommands().isEmpty() && !first.startsWith("-")) {
      return "unknown command '%s'; known: %s"
          .formatted(first, String.join(", ", e.getCommandLine().getSubcommands().keySet()));
    }
    return first.startsWith("-")
        ? "unknown option '%s'; -- goes before a text that begins so".formatted(first)
        : "'%s' is one word too many; put a text with spaces in quotes".formatted(first);
  }

  private static String help(ParameterException e) {
    return "; see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
  }
}
