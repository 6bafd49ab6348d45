package io.mobile4j.kernels.device;

/**
 * The first fields of the small int array that tells every kernel of a graph what this execution
 * computes. What changes from one execution to the next goes here, since numbers passed to a kernel
 * are compiled into it; after these fields come the offsets of the weights.
 */
public final class Step {
  /** Position of the pass's first token in its timeline. */
  public static final int POSITION = 0;

  /** T, tokens of the pass. */
  public static final int TOKENS = 1;

  /** First token that is computed: 0, or T - 1 where only the last matters. */
  public static final int FIRST = 2;

  /** First field of a graph's own. */
  public static final int FIELDS = 3;

  private Step() {}
}
