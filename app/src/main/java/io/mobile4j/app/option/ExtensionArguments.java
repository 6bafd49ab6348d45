package io.mobile4j.app.option;

import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import picocli.CommandLine.Option;

/** What goes beyond the paper, each by its own switch. */
public final class ExtensionArguments {
  @Option(
      names = "--complete",
      description =
          "With little and mobile: experts of lower rank join the little pass where they are in a "
              + "slot already. Answers then depend on what the slots hold.")
  private boolean complete;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description =
          "With little and mobile: instead of a fixed number the little pass takes the experts "
              + "whose probability is above T times the best one's.")
  private Double threshold;

  @Option(
      names = "--route-ahead",
      description = "Prefetches what the next layer's router says to this layer's input.")
  private boolean routeAhead;

  @Option(
      names = "--warm-start",
      description = "After the prompt, puts the experts it used most into the slots.")
  private boolean warmStart;

  @Option(
      names = "--cpu-misses",
      description =
          "Computes experts that are in no slot on the CPU beside the device instead of waiting "
              + "for them. The last bits of the answer then depend on what the slots hold.")
  private boolean cpuMisses;

  /**
   * What the engine understands.
   *
   * @throws InputException if a switch is given that the policy has no use for
   */
  public Extensions extensions(Policy policy) {
    if (policy instanceof Policy.Exact && (complete || threshold != null)) {
      throw new InputException("--complete and --threshold have no effect with --policy exact");
    }
    return new Extensions(
        complete, threshold == null ? 0 : threshold, routeAhead, warmStart, cpuMisses);
  }
}
