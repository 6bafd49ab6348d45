package io.mobile4j.app.experiment.result;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The command line that made a result, as a shell takes it again. */
public final class GivenCommand {
  private GivenCommand() {}

  /** The command that was given, by any of its specs. */
  public static String of(CommandSpec spec) {
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    return "./mobile4j "
        + arguments.stream().map(GivenCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    return argument.matches("[\\w@%+=:,./-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
