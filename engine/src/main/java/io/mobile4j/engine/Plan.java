package io.mobile4j.engine;

import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.ExpertLayout;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * What will be in which memory, known before anything is loaded.
 *
 * @param device the first choice, as {@code --device} names it
 * @param deviceReason why this one, for people
 * @param denseBytes all weights but routed experts
 * @param lookupBytes of them, the embedding, where it is not the output head too: a token reads one
 *     row
 * @param expert layout of one expert
 * @param expertLayers layers with experts
 * @param expertsPerLayer E
 * @param kvBytes KV cache of one session of {@code contextTokens}
 * @param workBytes activations of a pass, tokenizer, the JVM itself: an estimate
 * @param slots experts the device holds at once
 * @param poolBytes main memory for the store of experts; 0 where the slots are the store, or a file
 *     is
 * @param availableBytes main memory that is free for use now
 */
public record Plan(
    ModelSpec spec,
    String device,
    String deviceReason,
    int contextTokens,
    long denseBytes,
    long lookupBytes,
    ExpertLayout expert,
    int expertLayers,
    int expertsPerLayer,
    long kvBytes,
    long workBytes,
    int slots,
    long poolBytes,
    boolean fileStore,
    long availableBytes) {

  /** Bytes of all experts, as records. */
  public long expertBytes() {
    return expert.recordBytes() * expertLayers * expertsPerLayer;
  }

  /** Bytes of the slots. */
  public long slotBytes() {
    return expert.recordBytes() * slots;
  }

  /** True where every expert has a slot of its own. */
  public boolean allResident() {
    return slots == expertLayers * expertsPerLayer;
  }

  /** Main memory in all. */
  public long ramBytes() {
    return denseBytes + poolBytes + slotBytes() + kvBytes + workBytes;
  }

  /** Bytes a decoded token reads: dense matrices without the embedding, K experts a layer. */
  public long bytesPerToken(int experts) {
    return denseBytes - lookupBytes + (long) expertLayers * experts * expert.payloadBytes();
  }

  /**
   * @throws InputException if it does not fit
   */
  public Plan check() {
    if (ramBytes() > availableBytes) {
      throw new InputException(
          "the model needs %s of memory (%s) and %s are free; take --ram to keep experts in a file, --experts q8_0, or a smaller context"
              .formatted(gigabytes(ramBytes()), parts(), gigabytes(availableBytes)));
    }
    return this;
  }

  private String parts() {
    return new StringJoiner(", ")
        .add("dense " + gigabytes(denseBytes))
        .add("experts " + gigabytes(poolBytes + slotBytes()))
        .add("KV cache " + gigabytes(kvBytes))
        .add("work " + gigabytes(workBytes))
        .toString();
  }

  /** Bytes for people: with a unit, three digits. */
  public static String gigabytes(long bytes) {
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.3g MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.3g GB", bytes / 1e9);
  }

  /** Bytes that a matrix of some rows and columns takes. */
  interface MatrixBytes {
    long of(long rows, int cols);
  }

  /** Bytes of a KV cache. */
  static long kvBytes(ModelSpec spec, int contextTokens, MatrixBytes matrix) {
    long bytes = 0;
    for (Layer layer : spec.layers()) {
      var attention = layer.attention();
      for (int size : new int[] {attention.keySize(), attention.storedValueSize()}) {
        bytes += matrix.of((long) attention.cacheHeads() * contextTokens, size);
      }
    }
    return bytes;
  }
}
