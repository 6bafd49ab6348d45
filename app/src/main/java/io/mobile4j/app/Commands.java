package io.mobile4j.app;

import io.mobile4j.app.cachestudy.CacheStudyCommand;
import io.mobile4j.app.command.BenchCommand;
import io.mobile4j.app.command.BundleCommand;
import io.mobile4j.app.command.Chat;
import io.mobile4j.app.command.DoctorCommand;
import io.mobile4j.app.command.Generate;
import io.mobile4j.app.command.Inspect;
import io.mobile4j.app.command.Logits;
import io.mobile4j.app.command.PlanCommand;
import io.mobile4j.app.command.Synth;
import io.mobile4j.app.command.Tokenize;
import io.mobile4j.app.eval.EvalCommand;
import io.mobile4j.app.experiment.ExperimentCommand;
import io.mobile4j.app.output.Streams;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands by name. Only the one that is asked for is made: reading the options of all of them
 * would cost a good part of the time to the first token.
 */
final class Commands {
  /** Shows where an error comes from. */
  static final String DEBUG = "--debug";

  private static final int WIDTH = 100;
  private static final Map<String, Function<Streams, Object>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("generate", Generate::new);
    ALL.put("chat", Chat::new);
    ALL.put("inspect", Inspect::new);
    ALL.put("plan", PlanCommand::new);
    ALL.put("doctor", DoctorCommand::new);
    ALL.put("tokenize", Tokenize::new);
    ALL.put("logits", Logits::new);
    ALL.put("synth", Synth::new);
    ALL.put("bench", BenchCommand::new);
    ALL.put("bundle", BundleCommand::new);
    ALL.put("eval", EvalCommand::new);
    ALL.put("experiment", ExperimentCommand::commandLine);
    ALL.put("cache-study", CacheStudyCommand::new);
  }

  private Commands() {}

  /** Whether the command will answer a prompt, for whose first token someone waits. */
  static boolean answers(String[] args) {
    return args.length > 0 && Set.of("generate", "chat").contains(args[0]);
  }

  /** The command line that the arguments need. */
  static CommandLine commandLine(String[] args, Streams streams) {
    CommandLine line = new CommandLine(withHelp(CommandSpec.create().name("mobile4j")));
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Shows the version.")
                .build())
        .usageMessage()
        .description("Mixture-of-Experts language models in pure Java.")
        .synopsisSubcommandLabel("COMMAND");
    Set<String> needed =
        args.length > 0 && ALL.containsKey(args[0]) ? Set.of(args[0]) : ALL.keySet();
    needed.forEach(name -> line.addSubcommand(name, subcommand(made(name, streams))));
    // A prompt may begin with @.
    return line.setExpandAtFiles(false)
        .setPosixClusteredShortOptionsAllowed(false)
        .setUsageHelpWidth(WIDTH);
  }

  private static CommandLine made(String name, Streams streams) {
    Object command = ALL.get(name).apply(streams);
    return command instanceof CommandLine line ? line : new CommandLine(command);
  }

  private static CommandLine subcommand(CommandLine line) {
    line.getSubcommands().values().forEach(Commands::subcommand);
    withHelp(line.getCommandSpec())
        .addOption(
            OptionSpec.builder(DEBUG)
                .type(boolean.class)
                .description("Shows what is decided and why, and for errors the stack trace.")
                .build());
    return line;
  }

  private static CommandSpec withHelp(CommandSpec command) {
    return command.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this help.").build());
  }
}
