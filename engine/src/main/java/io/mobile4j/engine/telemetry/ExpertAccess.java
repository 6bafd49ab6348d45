package io.mobile4j.engine.telemetry;

import io.mobile4j.engine.policy.PassTap.Kind;
import java.util.List;

/**
 * The experts that one layer wanted in one pass.
 *
 * @param generation counted from 0
 * @param step 0 in the prefill; else the token the pass computes is the step-th generated one
 * @param kind what the pass was for
 * @param mayFallBack whether a big pass may follow, for which what is used stays in its slot
 * @param layer counted among those with experts
 * @param experts without repetition, ascending
 * @param uses for each of them, the tokens of the pass that chose it
 * @param hits of them, as measured, that were in slots already
 */
public record ExpertAccess(
    int generation,
    int step,
    Kind kind,
    boolean mayFallBack,
    int layer,
    List<Integer> experts,
    List<Integer> uses,
    long hits) {
  public ExpertAccess {
    experts = List.copyOf(experts);
    uses = List.copyOf(uses);
  }
}
