package io.mobile4j.engine;

import io.mobile4j.engine.arch.Architectures;
import io.mobile4j.engine.arch.Attention;
import io.mobile4j.engine.arch.DenseTensors;
import io.mobile4j.engine.arch.FeedForward;
import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.Linear;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.loader.config.GenerationConfig;
import io.mobile4j.loader.config.ModelConfig;
import io.mobile4j.loader.safetensors.Checkpoint;
import io.mobile4j.loader.weights.DenseTensor;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.ExpertSource;
import io.mobile4j.loader.weights.StoredMatrix;
import io.mobile4j.loader.weights.TensorClaims;
import io.mobile4j.loader.weights.WeightFormat;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model's directory, read and checked, its weights not yet loaded.
 *
 * @param spec what the model is
 * @param generation how its makers want it sampled
 * @param dense every matrix and vector but the routed experts' and their stored formats
 * @param experts the routed experts
 */
public record ModelFiles(
    Path directory,
    ModelSpec spec,
    GenerationConfig generation,
    Checkpoint checkpoint,
    List<StoredMatrix> dense,
    ExpertSource experts) {

  /**
   * Reads config.json and the headers of the weights.
   *
   * @throws io.mobile4j.loader.InputException if the model is unknown, not supported, incomplete or
   *     damaged
   */
  public static ModelFiles read(Path directory) {
    ModelConfig config = ModelConfig.read(directory);
    Checkpoint checkpoint = withReleasedNames(config, Checkpoint.open(directory));
    ModelSpec spec = withStoredHead(Architectures.read(config), checkpoint);
    TensorClaims claims = new TensorClaims(checkpoint);
    List<StoredMatrix> dense =
        DenseTensors.of(spec).stream()
            .map(
                tensor ->
                    tensor.vector()
                        ? claims.vector(tensor.name(), tensor.cols())
                        : claims.matrix(tensor.name(), tensor.rows(), tensor.cols()))
            .toList();
    ExpertSource experts =
        new ExpertSource(
            claims,
            spec.expertNames(),
            spec.expertLayers(),
            spec.experts().routing().experts(),
            spec.hiddenSize(),
            spec.expertIntermediateSize());
    claims.rejectUnclaimed(name -> name.endsWith("rotary_emb.inv_freq")); // in old checkpoints
    return new ModelFiles(
        directory,
        spec,
        GenerationConfig.read(Architectures.complete(config)),
        checkpoint,
        dense,
        experts);
  }

  /** Mixtral as HF transformers 5 names it within, and saves it with save_original_format=False. */
  private static Checkpoint withReleasedNames(ModelConfig config, Checkpoint checkpoint) {
    return config.string("model_type").equals("mixtral")
        ? checkpoint.renamed(".mlp.", ".block_sparse_moe.")
        : checkpoint;
  }

  /** HF transformers uses a head that is stored, also where the config says that it is tied. */
  private static ModelSpec withStoredHead(ModelSpec spec, Checkpoint checkpoint) {
    boolean stored = checkpoint.find("lm_head.weight").isPresent();
    return stored
        ? spec.withLmHead(Linear.of("lm_head", spec.vocabSize(), spec.hiddenSize()))
        : spec;
  }

  /**
   * The layout of experts in memory.
   *
   * @param order of quants
   */
  public ExpertLayout expertLayout(Optional<WeightFormat> format, QuantOrder order) {
    int cols = Math.min(spec.hiddenSize(), spec.expertIntermediateSize());
    return format.map(asked -> experts.layout(order.of(asked, cols))).orElseGet(experts::asStored);
  }

  /**
   * The dense tensors and their formats in memory. Only projections are quantised: norms, biases,
   * routers and the embedding stay as stored.
   *
   * @param order of quants, but for projections that are multiplied transposed as well
   */
  public List<DenseTensor> denseTensors(Optional<WeightFormat> format, QuantOrder order) {
    Set<String> asStored = new HashSet<>(Set.of(spec.embedTokens()));
    Set<String> transposed = new HashSet<>();
    for (Layer layer : spec.layers()) {
      if (layer.attention() instanceof Attention.Latent mla) {
        transposed.add(mla.kvB().weight());
      }
      if (layer.feedForward() instanceof FeedForward.Experts routed) {
        asStored.add(routed.router().weight());
        routed.shared().flatMap(FeedForward.Shared::gate).ifPresent(g -> asStored.add(g.weight()));
      }
    }
    return dense.stream()
        .map(
            stored ->
                format.isEmpty() || stored.rows() == 1 || asStored.contains(stored.tensor().name())
                    ? DenseTensor.asStored(stored)
                    : new DenseTensor(
                        stored,
                        transposed.contains(stored.tensor().name())
                            ? format.get()
                            : order.of(format.get(), stored.cols())))
        .toList();
  }
}
