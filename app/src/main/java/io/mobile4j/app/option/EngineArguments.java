package io.mobile4j.app.option;

import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.LoadListener;
import io.mobile4j.engine.Plan;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is loaded. */
public final class EngineArguments {
  @Mixin private LadderArguments ladder;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|host|opencl|cuda|ptx[:N]",
      defaultValue = "auto",
      description = "What computes. Default: ${DEFAULT-VALUE}, the best there is.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Computing threads. Default: one for each core.")
  private int threads;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "0",
      description = "Positions of the KV cache. Default: the model's own, up to 4096.")
  private int context;

  @Option(
      names = "--experts",
      paramLabel = "as-stored|q8_0",
      defaultValue = "as-stored",
      converter = StoredOr.Converter.class,
      description = "Format of experts in memory. Default: ${DEFAULT-VALUE}.")
  private StoredOr experts;

  @Option(
      names = "--dense",
      paramLabel = "as-stored|q8_0",
      defaultValue = "as-stored",
      converter = StoredOr.Converter.class,
      description = "Format of the other projections. Default: ${DEFAULT-VALUE}.")
  private StoredOr dense;

  @Option(
      names = "--kv",
      paramLabel = "f32|q8_0",
      defaultValue = "f32",
      converter = KvFormat.Converter.class,
      description = "Format of the KV cache. Default: ${DEFAULT-VALUE}.")
  private KvFormat kv;

  @Option(
      names = "--bf16-rope-frequencies",
      description = "Rounds the rotary frequencies to BF16, as a model that was cast as a whole.")
  private boolean bf16RopeFrequencies;

  /**
   * What the engine understands.
   *
   * @param progress told of the loading
   * @throws io.mobile4j.loader.InputException if options contradict each other
   */
  public EngineOptions options(Path model, LoadListener progress) {
    return new EngineOptions(
        model,
        device,
        threads,
        context,
        experts.format(),
        dense.format(),
        kv.format(),
        ladder.ladder(),
        bf16RopeFrequencies,
        withWarnings(progress));
  }

  private LoadListener withWarnings(LoadListener progress) {
    return new LoadListener() {
      @Override
      public void plan(Plan plan) {
        progress.plan(plan);
        ladder.warn(plan);
      }

      @Override
      public void progress(String stage, long done, long total) {
        progress.progress(stage, done, total);
      }
    };
  }
}
