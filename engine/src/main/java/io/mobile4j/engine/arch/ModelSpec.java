package io.mobile4j.engine.arch;

import io.mobile4j.loader.weights.ExpertNames;
import java.util.ArrayList;
import java.util.List;

/**
 * A model: every weight by the checkpoint's own name, and how the layers use it.
 *
 * @param architecture {@code model_type} of config.json
 * @param hiddenSize H
 * @param vocabSize V
 * @param maxPositions longest context the model was made for
 * @param embedTokens name of the embedding [V, H]
 * @param norm the last norm
 * @param lmHead [V, H]; the embedding itself where {@code tie_word_embeddings}
 * @param expertNames how the tensors of experts are named
 * @param expertIntermediateSize I of a routed expert
 */
public record ModelSpec(
    String architecture,
    int hiddenSize,
    int vocabSize,
    int maxPositions,
    String embedTokens,
    List<Layer> layers,
    Norm norm,
    Linear lmHead,
    ExpertNames expertNames,
    int expertIntermediateSize) {

  public ModelSpec {
    layers = List.copyOf(layers);
  }

  /** The same model with another output head. */
  public ModelSpec withLmHead(Linear head) {
    return new ModelSpec(
        architecture,
        hiddenSize,
        vocabSize,
        maxPositions,
        embedTokens,
        layers,
        norm,
        head,
        expertNames,
        expertIntermediateSize);
  }

  /** Indices of the layers with routed experts, ascending. */
  public List<Integer> expertLayers() {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).feedForward() instanceof FeedForward.Experts) {
        indices.add(i);
      }
    }
    return indices;
  }

  /** The experts part all expert layers share: routing and K. */
  public FeedForward.Experts experts() {
    return layers.stream()
        .map(Layer::feedForward)
        .filter(FeedForward.Experts.class::isInstance)
        .map(FeedForward.Experts.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
