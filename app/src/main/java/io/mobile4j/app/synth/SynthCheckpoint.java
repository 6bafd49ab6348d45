package io.mobile4j.app.synth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.engine.arch.Architectures;
import io.mobile4j.engine.arch.DenseTensors;
import io.mobile4j.engine.arch.DenseTensors.Named;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.config.ModelConfig;
import io.mobile4j.loader.safetensors.DType;
import io.mobile4j.loader.safetensors.TensorSpec;
import io.mobile4j.loader.weights.ExpertNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint to be made: the configuration of a real model and its tensors, with random values
 * that keep activations and logits in a sane range.
 *
 * @param config config.json
 * @param tensors in the order they are written
 */
public record SynthCheckpoint(ObjectNode config, List<Weights> tensors) {
  private static final String LAYERS = "num_hidden_layers";

  /**
   * A tensor and its values.
   *
   * @param deviation standard deviation of random values; 0 = all are {@code constant}
   */
  public record Weights(TensorSpec spec, double deviation, float constant) {}

  /**
   * The checkpoint of a shape.
   *
   * @param layers how many; 0 = as many as the real model
   * @throws InputException if the model cannot have so many
   */
  public static SynthCheckpoint of(Shape shape, int layers) {
    ObjectNode config = shape.config();
    int real = config.get(LAYERS).intValue();
    if (layers < 0 || layers > real) {
      throw new InputException(
          "--layers %d is out of range: %s has %d".formatted(layers, shape, real));
    }
    return of(config.put(LAYERS, layers == 0 ? real : layers));
  }

  /**
   * The checkpoint of a configuration.
   *
   * @throws InputException if the engine does not know such models, or it has no experts
   */
  public static SynthCheckpoint of(ObjectNode config) {
    ModelSpec spec = Architectures.read(ModelConfig.of(config, Path.of("config.json")));
    if (spec.expertLayers().isEmpty()) {
      throw new InputException(
          "no layer with experts among the first %d; take more --layers"
              .formatted(spec.layers().size()));
    }
    List<Weights> tensors = new ArrayList<>();
    DenseTensors.of(spec).forEach(tensor -> tensors.add(dense(tensor)));
    addExperts(spec, tensors);
    return new SynthCheckpoint(config, tensors);
  }

  /** Bytes of all tensors. */
  public long bytes() {
    return tensors.stream().mapToLong(tensor -> tensor.spec().bytes()).sum();
  }

  private static Weights dense(Named tensor) {
    List<Long> shape =
        tensor.vector()
            ? List.of((long) tensor.cols())
            : List.of((long) tensor.rows(), (long) tensor.cols());
    TensorSpec spec = new TensorSpec(tensor.name(), DType.BF16, shape);
    return switch (tensor.role()) {
      case EMBEDDING -> new Weights(spec, 1, 0);
      case PROJECTION -> new Weights(spec, 1 / Math.sqrt(tensor.cols()), 0);
      case NORM -> new Weights(spec, 0, 1);
      case BIAS -> new Weights(spec, 0, 0);
    };
  }

  private static void addExperts(ModelSpec spec, List<Weights> tensors) {
    ExpertNames names = spec.expertNames();
    int hidden = spec.hiddenSize();
    int inner = spec.expertIntermediateSize();
    for (int layer : spec.expertLayers()) {
      for (int expert = 0; expert < spec.experts().routing().experts(); expert++) {
        tensors.add(projection(names.separate(layer, expert, names.gate()), inner, hidden));
        tensors.add(projection(names.separate(layer, expert, names.up()), inner, hidden));
        tensors.add(projection(names.separate(layer, expert, names.down()), hidden, inner));
      }
    }
  }

  private static Weights projection(String name, int rows, int cols) {
    TensorSpec spec = new TensorSpec(name, DType.BF16, List.of((long) rows, (long) cols));
    return new Weights(spec, 1 / Math.sqrt(cols), 0);
  }
}
