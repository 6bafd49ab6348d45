package io.mobile4j.app.command;

import io.mobile4j.app.option.EngineArguments;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.option.TokenIds;
import io.mobile4j.app.output.LoadReport;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.loader.safetensors.DType;
import io.mobile4j.loader.safetensors.SafetensorsWriter;
import io.mobile4j.loader.safetensors.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Logits of every position, to compare with other engines. */
@Command(
    name = "logits",
    description = "Writes the logits of a sequence: tensor \"logits\", F32, [T, V].")
public final class Logits implements Callable<Integer> {
  private final Streams streams;
  @Mixin private ModelOption model;
  @Mixin private EngineArguments engineArguments;

  @Option(
      names = "--ids",
      required = true,
      paramLabel = "5,6,7",
      description = "The sequence as token ids.")
  private String ids;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.safetensors",
      description = "The file to make or replace.")
  private Path out;

  public Logits(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    int[] tokens = TokenIds.parse("--ids", ids);
    try (LoadReport report = new LoadReport(streams, true);
        Engine engine = Engine.open(options(tokens.length, report))) {
      report.loaded();
      write(engine, tokens);
    }
    return 0;
  }

  /** Room for the whole sequence, unless the user says how much. */
  private EngineOptions options(int tokens, LoadReport report) {
    EngineOptions options = engineArguments.options(model.directory(), report);
    return options.contextTokens() == 0 ? options.withContextTokens(tokens) : options;
  }

  private void write(Engine engine, int[] tokens) {
    long vocab = engine.plan().spec().vocabSize();
    var tensor = new TensorSpec("logits", DType.F32, List.of((long) tokens.length, vocab));
    try (Arena arena = Arena.ofConfined();
        var writer = new SafetensorsWriter(out, List.of(tensor), Map.of("format", "pt"))) {
      MemorySegment row = arena.allocate(vocab * Float.BYTES, Float.BYTES);
      engine.logits(
          tokens,
          (position, logits) -> {
            MemorySegment.copy(logits, 0, row, ValueLayout.JAVA_FLOAT, 0, logits.length);
            writer.write(row);
          });
      writer.finish();
    }
    streams.err().printf("%s: logits of %d positions%n", out, tokens.length);
  }
}
