package io.mobile4j.app.cachestudy;

import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.telemetry.ExpertAccess;
import java.util.BitSet;
import java.util.List;

/** How many of a layer's experts so many generated tokens in a row want. */
final class WorkingSet {
  private WorkingSet() {}

  /**
   * The mean over windows of {@code tokens} generated tokens that follow one another in an answer;
   * NaN if no answer is as long.
   */
  static double mean(List<ExpertAccess> accesses, int layer, int tokens) {
    BitSet wanted = new BitSet();
    long windows = 0;
    long sum = 0;
    int generation = -1;
    int step = -1;
    int steps = 0;
    for (ExpertAccess access : accesses) {
      if (access.layer() != layer || access.kind() == Kind.PREFILL) {
        continue;
      }
      if (access.generation() != generation || access.step() != step) {
        if (steps == tokens) {
          windows++;
          sum += wanted.cardinality();
        }
        if (steps == tokens || access.generation() != generation) {
          wanted.clear();
          steps = 0;
        }
        generation = access.generation();
        step = access.step();
        steps++;
      }
      access.experts().forEach(wanted::set);
    }
    if (steps == tokens) {
      windows++;
      sum += wanted.cardinality();
    }
    return windows == 0 ? Double.NaN : sum / (double) windows;
  }

  /** Of all that was computed, prompts too. */
  static int all(List<ExpertAccess> accesses, int layer) {
    BitSet wanted = new BitSet();
    accesses.stream()
        .filter(access -> access.layer() == layer)
        .forEach(access -> access.experts().forEach(wanted::set));
    return wanted.cardinality();
  }
}
