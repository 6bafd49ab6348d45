package io.mobile4j.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.bench.AgainstArguments;
import io.mobile4j.app.bench.Arm;
import io.mobile4j.app.bench.ArmFigures;
import io.mobile4j.app.bench.BenchReport;
import io.mobile4j.app.bench.Comparison;
import io.mobile4j.app.bench.ComparisonReport;
import io.mobile4j.app.bench.Load;
import io.mobile4j.app.bench.Probe;
import io.mobile4j.app.bench.Quality;
import io.mobile4j.app.bench.ReadSpeed;
import io.mobile4j.app.bench.Spread;
import io.mobile4j.app.bench.Workload;
import io.mobile4j.app.eval.Task;
import io.mobile4j.app.option.EngineArguments;
import io.mobile4j.app.option.ExtensionArguments;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.option.PolicyArguments;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.output.LoadReport;
import io.mobile4j.app.output.PeakMemory;
import io.mobile4j.app.output.StepBar;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.ModelFiles;
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast a model runs here. */
@Command(
    name = "bench",
    description =
        "Measures prefill and decoding, each on its own, with random tokens: medians and spread, "
            + "and how much of this machine's memory bandwidth decoding uses.")
public final class BenchCommand implements Callable<Integer> {
  private static final int SEED = 1;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Streams streams;
  @Mixin private ModelOption model;
  @Mixin private EngineArguments engineArguments;
  @Mixin private PolicyArguments policyArguments;
  @Mixin private ExtensionArguments extensionArguments;
  @Mixin private AgainstArguments against;

  @Option(
      names = "--prompt",
      paramLabel = "N",
      description = "Tokens of the prefill. Default: 512, or what the context allows.")
  private Integer prompt;

  @Option(
      names = "--gen",
      paramLabel = "N",
      description = "Tokens to decode. Default: 128, or what the context allows.")
  private Integer gen;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measurements of each. Default: ${DEFAULT-VALUE}.")
  private int repeat;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  public BenchCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (repeat < 1) {
      throw new InputException("--repeat " + repeat + " must be at least 1");
    }
    Policy policy = policyArguments.policy();
    Extensions extensions = extensionArguments.extensions(policy);
    Path directory = model.directory();
    List<Task> tasks = against.asked() ? against.tasks(directory) : List.of();
    Load load = Load.of(ModelFiles.read(directory), prompt, gen);
    try (LoadReport report = new LoadReport(streams, !json);
        Engine engine = Engine.open(options(directory, load, report))) {
      report.loaded();
      Arm arm = Arm.of(engine, policy, extensions);
      Optional<Workload> compared =
          against.asked()
              ? Optional.of(against.workload(engine, tasks, load.genTokens()))
              : Optional.empty();
      BenchReport alone = measure(arm, load);
      show(alone, compared.map(workload -> compare(arm, workload, tasks)));
    }
    return 0;
  }

  private void show(BenchReport alone, Optional<ComparisonReport> comparison) {
    if (json) {
      ObjectNode object = alone.json();
      comparison.ifPresent(report -> report.addTo(object));
      streams.println(JsonText.of(object));
    } else {
      streams.println(alone.table());
      comparison.ifPresent(report -> streams.println("\n" + report.table()));
    }
  }

  private EngineOptions options(Path directory, Load load, LoadReport report) {
    EngineOptions options = engineArguments.options(directory, report);
    return options.contextTokens() == 0 && !against.asked()
        ? options.withContextTokens(load.contextTokens())
        : options;
  }

  private ComparisonReport compare(Arm arm, Workload workload, List<Task> tasks) {
    Arm exact = Arm.of(arm.engine(), new Policy.Exact(), Extensions.NONE);
    Comparison comparison = new Comparison(workload, repeat, (_, _) -> {});
    List<ArmFigures> figures = comparison.run(exact, List.of(arm));
    List<Quality> qualities = new ArrayList<>();
    try (StepBar bar = new StepBar(streams, "quality", (long) figures.size() * tasks.size())) {
      for (ArmFigures each : figures) {
        long before = (long) qualities.size() * tasks.size();
        qualities.add(
            Quality.of(
                each.arm(), tasks, against.maxNewTokens(), done -> bar.stepTo(before + done)));
      }
    }
    return new ComparisonReport(workload, figures, qualities);
  }

  /** Until the kernels are compiled, once at least. */
  private static void warmUp(Probe probe) {
    long started = System.nanoTime();
    do {
      probe.measure();
    } while (System.nanoTime() - started < WARM_UP_NANOS);
  }

  /** Memory's own speed is measured between the repeats, so that both meet the same machine. */
  private BenchReport measure(Arm arm, Load load) {
    List<Probe.Sample> samples = new ArrayList<>();
    List<Double> bandwidth = new ArrayList<>();
    try (Probe probe = new Probe(arm, load, SEED)) {
      warmUp(probe);
      OptionalLong peak = PeakMemory.bytes();
      Optional<ReadSpeed> readSpeed = ReadSpeed.of(arm.engine());
      try {
        for (int i = 0; i < repeat; i++) {
          samples.add(probe.measure());
          readSpeed.ifPresent(memory -> bandwidth.add(memory.bytesPerSecond()));
        }
      } finally {
        readSpeed.ifPresent(ReadSpeed::close);
      }
      return new BenchReport(load, arm, samples, peak, new Spread(bandwidth));
    }
  }
}
