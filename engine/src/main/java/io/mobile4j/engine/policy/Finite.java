package io.mobile4j.engine.policy;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.head.Head;
import io.mobile4j.loader.InputException;

/** Tells numbers from what damaged weights give. */
public final class Finite {
  private static final Head HEAD = Kernels.best().head();

  private Finite() {}

  /**
   * Checks a position's logits.
   *
   * @throws InputException if one is not finite: no token could be chosen by them
   */
  public static void check(float[] logits, int position) {
    if (!HEAD.finite(logits, 0, logits.length)) {
      throw new InputException(
          "the logits of position %d are not finite: weights of the model are NaN, infinite or too large"
              .formatted(position));
    }
  }
}
