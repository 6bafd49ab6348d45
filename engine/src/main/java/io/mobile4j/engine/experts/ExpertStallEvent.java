package io.mobile4j.engine.experts;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Compute waited for experts. */
@Name("io.mobile4j.ExpertStall")
@Label("Expert Stall")
@Category("mobile4j")
@StackTrace(false)
final class ExpertStallEvent extends Event {
  @Label("Layer with Experts")
  int expertLayer;

  @Label("Experts Waited for")
  int missing;

  void finish(int layer) {
    end();
    if (shouldCommit()) {
      expertLayer = layer;
      commit();
    }
  }
}
