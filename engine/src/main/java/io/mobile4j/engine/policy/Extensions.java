package io.mobile4j.engine.policy;

import io.mobile4j.loader.InputException;

/**
 * What goes beyond the paper, each by its own switch.
 *
 * @param complete the little pass also takes the experts of ranks k + 1 to K that are in a slot
 *     already: nothing more is moved, but the answer depends on what the slots hold
 * @param threshold the little pass takes, instead of a fixed k, the experts whose probability is
 *     above this times the best one's, K at most; 0 = a fixed k
 * @param routeAhead in every pass, the next layer's router is applied to this layer's input, and
 *     the experts it chooses are prefetched
 * @param warmStart after the prompt, the experts it used most are put into slots
 * @param cpuMisses experts of a single token that are in no slot are computed on the CPU beside the
 *     device, and moved to slots afterwards; the order of the sum, and so its last bits, then
 *     depend on what the slots hold
 */
public record Extensions(
    boolean complete, double threshold, boolean routeAhead, boolean warmStart, boolean cpuMisses) {
  /** The paper's algorithm. */
  public static final Extensions NONE = new Extensions(false, 0, false, false, false);

  public Extensions {
    if (!(threshold >= 0 && threshold < 1)) {
      throw new InputException("threshold = " + threshold + " is out of range: 0 up to below 1");
    }
  }

  /** True where the little pass does not simply take the k best. */
  public boolean changeTheLittlePass() {
    return complete || threshold > 0;
  }
}
