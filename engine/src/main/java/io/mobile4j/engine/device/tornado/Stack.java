package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.Attention;
import io.mobile4j.engine.arch.FeedForward;
import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.Linear;
import java.util.ArrayList;
import java.util.List;

/**
 * Projections of the same input that are stored and computed as one: their rows follow one another.
 *
 * @param parts at least one, of equal width
 */
record Stack(List<Linear> parts) {
  Stack {
    parts = List.copyOf(parts);
  }

  static Stack of(Linear... parts) {
    return new Stack(List.of(parts));
  }

  static Stack queriesKeysValues(Attention.GroupedQuery gqa) {
    return of(gqa.q(), gqa.k(), gqa.v());
  }

  static Stack gateAndUp(FeedForward.Dense dense) {
    return of(dense.gate(), dense.up());
  }

  int rows() {
    return parts.stream().mapToInt(Linear::out).sum();
  }

  int cols() {
    return parts.getFirst().in();
  }

  /** Whether any part has a bias; the others then get one of zeros. */
  boolean bias() {
    return parts.stream().anyMatch(part -> part.bias().isPresent());
  }

  /** Every stack of a layer. */
  static List<Stack> of(Layer layer) {
    List<Stack> stacks = new ArrayList<>();
    switch (layer.attention()) {
      case Attention.GroupedQuery gqa -> stacks.add(queriesKeysValues(gqa));
      case Attention.Latent mla -> {
        mla.query().lowRank().ifPresent(low -> stacks.add(of(low.a())));
        stacks.add(of(mla.query().b()));
        stacks.add(of(mla.kvA()));
        stacks.add(of(mla.kvB()));
      }
    }
    stacks.add(of(layer.attention().o()));
    switch (layer.feedForward()) {
      case FeedForward.Dense dense -> add(stacks, dense);
      case FeedForward.Experts routed -> {
        stacks.add(of(routed.router()));
        routed
            .shared()
            .ifPresent(
                shared -> {
                  add(stacks, shared.ffn());
                  shared.gate().ifPresent(gate -> stacks.add(of(gate)));
                });
      }
    }
    return stacks;
  }

  private static void add(List<Stack> stacks, FeedForward.Dense dense) {
    stacks.add(gateAndUp(dense));
    stacks.add(of(dense.down()));
  }
}
