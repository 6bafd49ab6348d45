package io.mobile4j.app.command;

import io.mobile4j.app.option.Choice;
import io.mobile4j.app.output.Interruption;
import io.mobile4j.app.output.LoadReport;
import io.mobile4j.app.output.Streams;
import io.mobile4j.app.synth.Shape;
import io.mobile4j.app.synth.SynthCheckpoint;
import io.mobile4j.app.synth.SynthWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A checkpoint of random weights. */
@Command(
    name = "synth",
    description =
        "Makes a checkpoint of random weights in a real model's shape, to measure speed with.")
public final class Synth implements Callable<Integer> {
  private final Streams streams;

  @Option(
      names = "--shape",
      required = true,
      paramLabel = "NAME",
      converter = ShapeConverter.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private Shape shape;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N layers. Default: all.")
  private int layers;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The directory to make.")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the weights. Default: ${DEFAULT-VALUE}.")
  private long seed;

  /** For picocli. */
  private static final class ShapeConverter extends Choice<Shape> {
    ShapeConverter() {
      super(Shape.class);
    }
  }

  public Synth(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    SynthCheckpoint checkpoint = SynthCheckpoint.of(shape, layers);
    SynthWriter writer = new SynthWriter(out);
    try (LoadReport report = new LoadReport(streams, false);
        Interruption _ = new Interruption(writer::cancel)) {
      writer.write(checkpoint, seed, report);
    }
    streams.println(
        "%s: %s, %d layers, %.2f GB of random weights"
            .formatted(
                out,
                shape,
                checkpoint.config().get("num_hidden_layers").intValue(),
                checkpoint.bytes() / 1e9));
    return 0;
  }
}
