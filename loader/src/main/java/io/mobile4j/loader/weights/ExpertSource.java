package io.mobile4j.loader.weights;

import io.mobile4j.loader.InputException;
import io.mobile4j.loader.safetensors.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a checkpoint keeps every expert of a model, whether each has tensors of its own or a
 * layer's are fused in one.
 */
public final class ExpertSource {
  private static final String FUSED_GATE_UP = "gate_up_proj";

  private final Checkpoint checkpoint;
  private final int experts;
  private final int hiddenSize;
  private final int intermediateSize;
  private final SortedMap<Integer, List<ExpertMatrices>> layers = new TreeMap<>();

  /**
   * Claims the experts' tensors.
   *
   * @param layers numbers of the model's layers that have experts
   * @param experts experts a layer
   * @param hiddenSize H
   * @param intermediateSize I
   * @throws io.mobile4j.loader.InputException if a tensor is missing or has the wrong shape or type
   */
  public ExpertSource(
      TensorClaims claims,
      ExpertNames names,
      List<Integer> layers,
      int experts,
      int hiddenSize,
      int intermediateSize) {
    this.checkpoint = claims.checkpoint();
    this.experts = experts;
    this.hiddenSize = hiddenSize;
    this.intermediateSize = intermediateSize;
    for (int layer : layers) {
      boolean fused = claims.has(names.fused(layer, FUSED_GATE_UP));
      this.layers.put(layer, fused ? fused(claims, names, layer) : separate(claims, names, layer));
    }
  }

  /** Each expert's matrices: gate and up [I, H], down [H, I]. */
  private List<ExpertMatrices> separate(TensorClaims claims, ExpertNames names, int layer) {
    List<ExpertMatrices> all = new ArrayList<>();
    for (int e = 0; e < experts; e++) {
      all.add(
          new ExpertMatrices(
              claims.matrix(names.separate(layer, e, names.gate()), intermediateSize, hiddenSize),
              claims.matrix(names.separate(layer, e, names.up()), intermediateSize, hiddenSize),
              claims.matrix(names.separate(layer, e, names.down()), hiddenSize, intermediateSize)));
    }
    return all;
  }

  /** A layer's matrices in two tensors: gate_up_proj [E, 2I, H], down_proj [E, H, I]. */
  private List<ExpertMatrices> fused(TensorClaims claims, ExpertNames names, int layer) {
    StoredMatrix gateUp =
        claims.stack(
            names.fused(layer, FUSED_GATE_UP),
            experts,
            Math.multiplyExact(2, intermediateSize),
            hiddenSize);
    StoredMatrix down =
        claims.stack(names.fused(layer, "down_proj"), experts, hiddenSize, intermediateSize);
    List<ExpertMatrices> all = new ArrayList<>();
    for (int e = 0; e < experts; e++) {
      all.add(
          new ExpertMatrices(
              gateUp.slice(2 * e * intermediateSize, intermediateSize),
              gateUp.slice((2 * e + 1) * intermediateSize, intermediateSize),
              down.slice(e * hiddenSize, hiddenSize)));
    }
    return all;
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Experts a layer. */
  public int experts() {
    return experts;
  }

  /** Numbers of the layers that have experts, ascending. */
  public List<Integer> layers() {
    return List.copyOf(layers.keySet());
  }

  /** Where an expert's matrices are. */
  public ExpertMatrices matrices(int layer, int expert) {
    return layers.get(layer).get(expert);
  }

  /** The layout of records that keep the experts as stored; F32 if the stored formats differ. */
  public ExpertLayout asStored() {
    List<WeightFormat> formats =
        layers.values().stream()
            .flatMap(List::stream)
            .flatMap(expert -> expert.all().stream())
            .map(StoredMatrix::format)
            .distinct()
            .toList();
    return layout(formats.size() == 1 ? formats.getFirst() : WeightFormat.F32);
  }

  /** The layout of records in a given format: the stored one, F32 or one of quants. */
  public ExpertLayout layout(WeightFormat format) {
    if (3L * hiddenSize * intermediateSize > Integer.MAX_VALUE) {
      throw new InputException(
          "%s: experts of 3 x %d x %d values are too large; at most 2^31 - 1 are supported"
              .formatted(checkpoint.path(), hiddenSize, intermediateSize));
    }
    return new ExpertLayout(format, hiddenSize, intermediateSize);
  }

  /** Bytes of all experts in the checkpoint. */
  public long bytes() {
    return layers.values().stream().flatMap(List::stream).mapToLong(ExpertMatrices::bytes).sum();
  }
}
