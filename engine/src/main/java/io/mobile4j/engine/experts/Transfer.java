package io.mobile4j.engine.experts;

/** One expert on its way into a slot; each transfer thread uses one object again and again. */
final class Transfer {
  /** Why an expert is loaded. */
  enum Cause {
    /** Compute waits for it. */
    DEMAND,
    /** The layer being computed needs it, but not yet. */
    AHEAD,
    /** It will probably be wanted. */
    PREFETCH
  }

  int key; // layer * E + expert
  int slot;
  Cause cause;
  long since; // when it could have begun
  long began;

  void set(int newKey, int newSlot, Cause newCause, long newSince) {
    key = newKey;
    slot = newSlot;
    cause = newCause;
    since = newSince;
    began = System.nanoTime();
  }
}
