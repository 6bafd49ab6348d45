package io.mobile4j.engine.arch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every tensor of a model but those of its routed experts, each once, in the order of use. */
public final class DenseTensors {
  private final Map<String, Named> tensors = new LinkedHashMap<>();

  private DenseTensors() {}

  /** What a tensor is for. */
  public enum Role {
    /** The embedding [V, H], read one row a token. */
    EMBEDDING,
    /** A projection [out, in]. */
    PROJECTION,
    /** Weight of a norm. */
    NORM,
    /** Bias of a projection. */
    BIAS
  }

  /**
   * A tensor.
   *
   * @param name the checkpoint's name
   * @param rows outputs; 1 for a vector
   * @param cols inputs, or length of a vector
   */
  public record Named(String name, Role role, int rows, int cols) {
    /** True for tensors of one dimension. */
    public boolean vector() {
      return role == Role.NORM || role == Role.BIAS;
    }
  }

  /** The tensors of a model. */
  public static List<Named> of(ModelSpec spec) {
    DenseTensors all = new DenseTensors();
    all.model(spec);
    return List.copyOf(all.tensors.values());
  }

  private void model(ModelSpec spec) {
    add(new Named(spec.embedTokens(), Role.EMBEDDING, spec.vocabSize(), spec.hiddenSize()));
    for (Layer layer : spec.layers()) {
      norm(layer.inputNorm());
      attention(layer.attention());
      norm(layer.postAttentionNorm());
      feedForward(layer.feedForward());
    }
    norm(spec.norm());
    linear(spec.lmHead());
  }

  private void attention(Attention attention) {
    switch (attention) {
      case Attention.GroupedQuery gqa -> {
        linear(gqa.q());
        linear(gqa.k());
        linear(gqa.v());
        gqa.qkNorm()
            .ifPresent(
                qk -> {
                  norm(qk.q());
                  norm(qk.k());
                });
      }
      case Attention.Latent mla -> {
        mla.query()
            .lowRank()
            .ifPresent(
                low -> {
                  linear(low.a());
                  norm(low.norm());
                });
        linear(mla.query().b());
        linear(mla.kvA());
        norm(mla.kvANorm());
        linear(mla.kvB());
      }
    }
    linear(attention.o());
  }

  private void feedForward(FeedForward feedForward) {
    switch (feedForward) {
      case FeedForward.Dense dense -> dense(dense);
      case FeedForward.Experts routed -> {
        linear(routed.router());
        routed
            .shared()
            .ifPresent(
                shared -> {
                  dense(shared.ffn());
                  shared.gate().ifPresent(this::linear);
                });
      }
    }
  }

  private void dense(FeedForward.Dense dense) {
    linear(dense.gate());
    linear(dense.up());
    linear(dense.down());
  }

  private void linear(Linear linear) {
    add(new Named(linear.weight(), Role.PROJECTION, linear.out(), linear.in()));
    linear.bias().ifPresent(bias -> add(new Named(bias, Role.BIAS, 1, linear.out())));
  }

  private void norm(Norm norm) {
    add(new Named(norm.weight(), Role.NORM, 1, norm.size()));
  }

  /** A tied output head is the embedding. */
  private void add(Named tensor) {
    tensors.putIfAbsent(tensor.name(), tensor);
  }
}
