package io.mobile4j.app.cachestudy;

import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.telemetry.ExpertAccess;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;

/** How many of a layer's experts so many generated tokens in a row want. */
final class WorkingSet {
  private WorkingSet() {}

  /**
   * The mean over windows of {@code tokens} generated tokens that follow one another in an answer;
   * NaN if no answer is as long.
   */
  static double mean(List<ExpertAccess> accesses, int layer, int tokens) {
    Map<Integer, Map<Integer, BitSet>> answers = new LinkedHashMap<>(); // what each token wants
    for (ExpertAccess access : accesses) {
      if (access.layer() == layer && access.kind() != Kind.PREFILL) {
        BitSet wanted =
            answers
                .computeIfAbsent(access.generation(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(access.step(), _ -> new BitSet());
        access.experts().forEach(wanted::set);
      }
    }
    return answers.values().stream()
        .flatMap(answer -> answer.values().stream().gather(Gatherers.windowFixed(tokens)))
        .filter(window -> window.size() == tokens)
        .mapToInt(WorkingSet::union)
        .average()
        .orElse(Double.NaN);
  }

  private static int union(List<BitSet> sets) {
    BitSet union = new BitSet();
    sets.forEach(union::or);
    return union.cardinality();
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
