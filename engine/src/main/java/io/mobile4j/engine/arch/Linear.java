package io.mobile4j.engine.arch;

import java.util.Optional;

/**
 * A linear projection: y[out] = W[out, in] x[in] (+ bias[out]).
 *
 * @param weight the checkpoint's name of W
 * @param bias the checkpoint's name of the bias, if it has one
 */
public record Linear(String weight, Optional<String> bias, int out, int in) {
  /** The projection {@code prefix.weight}, and {@code prefix.bias} where {@code withBias}. */
  public static Linear of(String prefix, int out, int in, boolean withBias) {
    return new Linear(
        prefix + ".weight", withBias ? Optional.of(prefix + ".bias") : Optional.empty(), out, in);
  }

  /** The projection {@code prefix.weight}, without a bias. */
  public static Linear of(String prefix, int out, int in) {
    return of(prefix, out, in, false);
  }
}
