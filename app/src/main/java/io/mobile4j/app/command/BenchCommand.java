package io.mobile4j.app.command;

import io.mobile4j.app.bench.Arm;
import io.mobile4j.app.bench.BenchReport;
import io.mobile4j.app.bench.Load;
import io.mobile4j.app.bench.Probe;
import io.mobile4j.app.bench.ReadSpeed;
import io.mobile4j.app.bench.Spread;
import io.mobile4j.app.option.EngineArguments;
import io.mobile4j.app.option.ExtensionArguments;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.option.PolicyArguments;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.output.LoadReport;
import io.mobile4j.app.output.PeakMemory;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.ModelFiles;
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
    Arm arm = new Arm(policy, extensionArguments.extensions(policy));
    Path directory = model.directory();
    Load load = Load.of(ModelFiles.read(directory), prompt, gen);
    try (LoadReport report = new LoadReport(streams, !json);
        Engine engine = Engine.open(options(directory, load, report))) {
      report.loaded();
      BenchReport result = measure(engine, load, arm);
      streams.println(json ? JsonText.of(result.json()) : result.table());
    }
    return 0;
  }

  private EngineOptions options(Path directory, Load load, LoadReport report) {
    EngineOptions options = engineArguments.options(directory, report);
    return options.contextTokens() == 0 ? options.withContextTokens(load.contextTokens()) : options;
  }

  /** Until the kernels are compiled, once at least. */
  private static void warmUp(Probe probe, Arm arm) {
    long started = System.nanoTime();
    do {
      probe.measure(arm);
    } while (System.nanoTime() - started < WARM_UP_NANOS);
  }

  /** Memory's own speed is measured between the repeats, so that both meet the same machine. */
  private BenchReport measure(Engine engine, Load load, Arm arm) {
    List<Probe.Sample> samples = new ArrayList<>();
    List<Double> bandwidth = new ArrayList<>();
    try (Probe probe = new Probe(engine, load, SEED)) {
      warmUp(probe, arm);
      OptionalLong peak = PeakMemory.bytes();
      Optional<ReadSpeed> readSpeed = ReadSpeed.of(engine);
      try {
        for (int i = 0; i < repeat; i++) {
          samples.add(probe.measure(arm));
          readSpeed.ifPresent(memory -> bandwidth.add(memory.bytesPerSecond()));
        }
      } finally {
        readSpeed.ifPresent(ReadSpeed::close);
      }
      return new BenchReport(engine, load, arm, samples, peak, new Spread(bandwidth));
    }
  }
}
