package io.mobile4j.engine.experts;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An expert was loaded into a slot. */
@Name("io.mobile4j.ExpertLoad")
@Label("Expert Load")
@Category("mobile4j")
@StackTrace(false)
final class ExpertLoadEvent extends Event {
  @Label("Layer with Experts")
  int expertLayer;

  @Label("Expert")
  int expert;

  @Label("Slot")
  int slot;

  @Label("Cause")
  String cause;

  @Label("Bytes")
  @DataAmount
  long bytes;

  void finish(Transfer transfer, int experts, long moved) {
    end();
    if (shouldCommit()) {
      expertLayer = transfer.key / experts;
      expert = transfer.key % experts;
      slot = transfer.slot;
      cause = transfer.cause.name();
      bytes = moved;
      commit();
    }
  }
}
