package io.mobile4j.app;

import io.mobile4j.app.logging.StderrLogging;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.HeadStart;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/** The command line's entry. Results go to stdout, messages to stderr. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process. */
  public static void main(String[] args) {
    if (Commands.answers(args)) {
      HeadStart.begin();
    }
    System.exit(run(args, Streams.standard()));
  }

  /**
   * Runs a command. An error is one line on stderr.
   *
   * @return the exit code: 0, {@link Failures#FAILED} or {@link Failures#READER_GONE}
   */
  public static int run(String[] args, Streams streams) {
    // Asked of the arguments themselves: it also holds for what is wrong with them.
    boolean debug = List.of(args).contains(Commands.DEBUG);
    if (debug) {
      StderrLogging.verbose();
    }
    try {
      return run(Commands.commandLine(args, streams), args, streams);
    } catch (Throwable e) {
      return new Failures(streams.err(), debug).report(e);
    }
  }

  private static int run(CommandLine line, String[] args, Streams streams) throws Exception {
    ParseResult result = line.parseArgs(args);
    if (result.isVersionHelpRequested()) {
      streams.println("mobile4j " + version());
      return 0;
    }
    while (result.hasSubcommand()) {
      result = result.subcommand();
    }
    CommandLine command = result.commandSpec().commandLine();
    if (!result.isUsageHelpRequested()
        && command.getCommand() instanceof Callable<?> callable
        && callable.call() instanceof Integer exitCode) {
      return exitCode;
    }
    streams.print(command.getUsageMessage(Ansi.OFF));
    return 0;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(from its classes)" : version;
  }
}
