package io.mobile4j.app.cachestudy;

import io.mobile4j.engine.experts.CachePolicy;
import io.mobile4j.engine.experts.CacheReplay;
import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.telemetry.ExpertAccess;

/** What the engine's own slots would have had, in other numbers and by other policies. */
final class Replay {
  private Replay() {}

  /** Share of what was wanted that was in a slot, without prefetches. */
  static double hitRatio(Accesses accesses, int slots, CachePolicy policy) {
    CacheReplay replay = new CacheReplay(accesses.layers(), accesses.experts(), slots, policy);
    for (ExpertAccess access : accesses.list()) {
      if (access.layer() == 0) {
        keepWhatABigPassMayUse(access, replay);
      }
      int[] experts = access.experts().stream().mapToInt(Integer::intValue).toArray();
      int[] uses = access.uses().stream().mapToInt(Integer::intValue).toArray();
      replay.take(access.layer(), experts, uses, accesses.tokens(access));
    }
    return replay.counters().hitRatio();
  }

  /** A pass begins. */
  private static void keepWhatABigPassMayUse(ExpertAccess access, CacheReplay replay) {
    if (access.kind() != Kind.BIG) {
      replay.keepUsed(false);
    }
    if (access.mayFallBack()) {
      replay.keepUsed(true);
    }
  }
}
