package io.mobile4j.app.cachestudy;

import io.mobile4j.engine.experts.CachePolicy;
import io.mobile4j.engine.experts.CacheReplay;
import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.telemetry.ExpertAccess;
import java.util.Arrays;

/** What the engine's own slots would have had, in other numbers and by other policies. */
final class Replay {
  private Replay() {}

  /** Share of what was wanted that was in a slot, without prefetches. */
  static double hitRatio(Accesses accesses, int slots, CachePolicy policy) {
    CacheReplay replay = new CacheReplay(accesses.layers(), accesses.experts(), slots, policy);
    boolean mobile = accesses.mobile();
    int step = -1;
    int generation = -1;
    for (ExpertAccess access : accesses.list()) {
      boolean newStep = access.step() != step || access.generation() != generation;
      if (mobile && newStep) {
        replay.keepUsed(false);
        if (access.kind() == Kind.LITTLE) {
          replay.keepUsed(true);
        }
      }
      step = access.step();
      generation = access.generation();
      int[] experts = access.experts().stream().mapToInt(Integer::intValue).toArray();
      int[] uses = access.uses().stream().mapToInt(Integer::intValue).toArray();
      int tokens = Arrays.stream(uses).sum() / accesses.topK();
      int atOnce = access.kind() == Kind.PREFILL && tokens > 1 ? replay.group() : slots;
      replay.take(access.layer(), experts, uses, atOnce);
    }
    return replay.counters().hitRatio();
  }
}
