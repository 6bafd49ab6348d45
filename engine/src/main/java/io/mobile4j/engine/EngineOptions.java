package io.mobile4j.engine;

import io.mobile4j.loader.weights.WeightFormat;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to load, and where to.
 *
 * @param model directory of the checkpoint
 * @param device {@code auto|cpu|host|opencl|cuda|ptx[:N]}
 * @param threads computing threads; 0 = one for each core
 * @param contextTokens positions the KV cache has room for; 0 = the model's own, up to 4096
 * @param experts format of experts in memory; empty = as stored
 * @param dense format of the other matrices in memory; empty = as stored
 * @param kv format of the KV cache: F32 or Q8_0
 * @param ladder where experts are kept
 * @param bf16Frequencies round the rotary frequencies to BF16, to compare with a model that was
 *     cast by HF's {@code model.to(torch.bfloat16)}; never more accurate
 * @param progress told of the loading
 */
public record EngineOptions(
    Path model,
    String device,
    int threads,
    int contextTokens,
    Optional<WeightFormat> experts,
    Optional<WeightFormat> dense,
    WeightFormat kv,
    LadderOptions ladder,
    boolean bf16Frequencies,
    LoadListener progress) {

  /** The model in a directory, on the best device, everything as stored. */
  public static EngineOptions of(Path model) {
    return new EngineOptions(
        model,
        "auto",
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        WeightFormat.F32,
        LadderOptions.NONE,
        false,
        LoadListener.SILENT);
  }

  public EngineOptions withDevice(String newDevice) {
    return new EngineOptions(
        model,
        newDevice,
        threads,
        contextTokens,
        experts,
        dense,
        kv,
        ladder,
        bf16Frequencies,
        progress);
  }

  public EngineOptions withThreads(int newThreads) {
    return new EngineOptions(
        model,
        device,
        newThreads,
        contextTokens,
        experts,
        dense,
        kv,
        ladder,
        bf16Frequencies,
        progress);
  }

  public EngineOptions withContextTokens(int tokens) {
    return new EngineOptions(
        model, device, threads, tokens, experts, dense, kv, ladder, bf16Frequencies, progress);
  }

  public EngineOptions withExperts(WeightFormat format) {
    return new EngineOptions(
        model,
        device,
        threads,
        contextTokens,
        Optional.of(format),
        dense,
        kv,
        ladder,
        bf16Frequencies,
        progress);
  }

  public EngineOptions withDense(WeightFormat format) {
    return new EngineOptions(
        model,
        device,
        threads,
        contextTokens,
        experts,
        Optional.of(format),
        kv,
        ladder,
        bf16Frequencies,
        progress);
  }

  public EngineOptions withKv(WeightFormat format) {
    return new EngineOptions(
        model,
        device,
        threads,
        contextTokens,
        experts,
        dense,
        format,
        ladder,
        bf16Frequencies,
        progress);
  }

  public EngineOptions withLadder(LadderOptions newLadder) {
    return new EngineOptions(
        model,
        device,
        threads,
        contextTokens,
        experts,
        dense,
        kv,
        newLadder,
        bf16Frequencies,
        progress);
  }

  public EngineOptions withBf16Frequencies(boolean rounded) {
    return new EngineOptions(
        model, device, threads, contextTokens, experts, dense, kv, ladder, rounded, progress);
  }

  public EngineOptions withProgress(LoadListener listener) {
    return new EngineOptions(
        model,
        device,
        threads,
        contextTokens,
        experts,
        dense,
        kv,
        ladder,
        bf16Frequencies,
        listener);
  }
}
