package io.mobile4j.app.cachestudy;

import io.mobile4j.app.experiment.ResultFiles;
import io.mobile4j.app.experiment.result.GivenCommand;
import io.mobile4j.app.experiment.result.Table;
import io.mobile4j.app.output.Streams;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What other numbers of slots and other policies would have made of a trace. */
@Command(
    name = "cache-study",
    description =
        "Replays a trace: hit ratios of each cache policy against Belady's optimum, working sets, reuse distances.")
public final class CacheStudyCommand implements Callable<Integer> {
  private final Streams streams;
  @Spec private CommandSpec spec;

  @Parameters(arity = "1", paramLabel = "TRACE.arrow", description = "Written by --trace.")
  private Path trace;

  @Option(
      names = "--slots",
      split = ",",
      paramLabel = "N",
      description =
          "Numbers of slots, such as 32,64. Default: from K in doublings to all experts, and what was traced.")
  private List<Integer> slots = List.of();

  @Option(names = "--json", description = "Prints one JSON object instead of the tables.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Also writes CSV, Arrow, pictures and reports there.")
  private Path out;

  public CacheStudyCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (out != null) {
      ResultFiles.directory(out);
    }
    Accesses accesses = Accesses.read(trace);
    Table hitRatios = CacheStudy.hitRatios(accesses, slots(accesses));
    CacheStudyText study =
        new CacheStudyText(trace, accesses, hitRatios, CacheStudy.layers(accesses));
    if (out != null) {
      new CacheStudyFiles(out, study, GivenCommand.of(spec)).write();
    }
    streams.println(json ? study.json() : study.plain());
    return 0;
  }

  private List<Integer> slots(Accesses accesses) {
    int least = accesses.most();
    int all = accesses.layers() * accesses.experts();
    for (int count : slots) {
      if (count < least || count > all) {
        throw new InputException(
            "--slots %d: this trace needs %d to %d".formatted(count, least, all));
      }
    }
    if (!slots.isEmpty()) {
      return slots.stream().sorted().distinct().toList();
    }
    Stream<Integer> doublings = Stream.iterate(least, count -> count < all, count -> 2 * count);
    Stream<Integer> others = Stream.of(all, Math.min(accesses.slots(), all));
    return Stream.concat(doublings, others)
        .filter(count -> count >= least)
        .sorted()
        .distinct()
        .toList();
  }
}
