package io.mobile4j.engine.experts;

import io.mobile4j.engine.experts.Transfer.Cause;
import java.util.Arrays;

/**
 * What is in which slot. Experts are keys, {@code layer * E + expert}. Not safe for threads: its
 * owner's lock guards it.
 *
 * <p>A slot is free, loading or ready. One that is pinned is being computed from or waited for and
 * keeps its expert. One that is reserved holds an expert that will probably be wanted soon and is
 * given away last.
 */
final class SlotTable {
  static final int NONE = -1;

  enum State {
    FREE,
    LOADING,
    READY
  }

  private final int layers;
  private final int experts;
  private final Replacement replacement;
  private final int[] slotOf; // [L * E], NONE where the expert has none
  private final int[] keyIn; // [S], NONE where free
  private final State[] state; // [S]
  private final int[] pins; // [S]
  private final boolean[] reserved; // [S]
  private final Cause[] cause; // [S] why it was loaded; null once it was used

  SlotTable(int layers, int experts, int slots, Replacement replacement) {
    this.layers = layers;
    this.experts = experts;
    this.replacement = replacement;
    slotOf = new int[layers * experts];
    Arrays.fill(slotOf, NONE);
    keyIn = new int[slots];
    Arrays.fill(keyIn, NONE);
    state = new State[slots];
    Arrays.fill(state, State.FREE);
    pins = new int[slots];
    reserved = new boolean[slots];
    cause = new Cause[slots];
  }

  int slots() {
    return keyIn.length;
  }

  int slotOf(int key) {
    return slotOf[key];
  }

  int keyIn(int slot) {
    return keyIn[slot];
  }

  State state(int slot) {
    return state[slot];
  }

  /** Whether any slot is being written. */
  boolean loading() {
    return Arrays.stream(state).anyMatch(s -> s == State.LOADING);
  }

  boolean pinned(int slot) {
    return pins[slot] > 0;
  }

  void pin(int slot) {
    pins[slot]++;
  }

  void unpin(int slot) {
    if (pins[slot] == 0) {
      throw new IllegalStateException("slot " + slot + " is not held");
    }
    pins[slot]--;
  }

  void reserve(int slot, boolean reserve) {
    reserved[slot] = reserve;
  }

  boolean reserved(int slot) {
    return reserved[slot];
  }

  /** Why the expert in a slot was loaded, if it has not been used since; else null. */
  Cause firstUse(int slot) {
    Cause first = cause[slot];
    cause[slot] = null;
    return first;
  }

  /** A slot nobody uses gets a new expert, which is being loaded from now on. */
  void assign(int slot, int key, Cause why) {
    if (pins[slot] > 0 || state[slot] == State.LOADING || slotOf[key] != NONE) {
      throw new IllegalStateException(
          "slot %d is %s with %d pins, expert %d in slot %d"
              .formatted(slot, state[slot], pins[slot], key, slotOf[key]));
    }
    free(slot);
    slotOf[key] = slot;
    keyIn[slot] = key;
    state[slot] = State.LOADING;
    cause[slot] = why;
  }

  void ready(int slot) {
    state[slot] = State.READY;
  }

  /** The slot holds nothing from now on; pins stay. */
  void free(int slot) {
    if (keyIn[slot] != NONE) {
      slotOf[keyIn[slot]] = NONE;
      keyIn[slot] = NONE;
    }
    state[slot] = State.FREE;
    reserved[slot] = false;
  }

  /**
   * The slot to give away next, or {@link #NONE}: a free one; else that of the expert worth least;
   * else, where {@code reservedToo}, the reserved one whose layer is passed last.
   *
   * @param layer that is being computed
   */
  int victim(int layer, boolean reservedToo) {
    int best = NONE;
    for (int slot = 0; slot < keyIn.length; slot++) {
      if (pins[slot] > 0 || state[slot] == State.LOADING || (reserved[slot] && !reservedToo)) {
        continue;
      }
      if (state[slot] == State.FREE) {
        return slot;
      }
      if (best == NONE || leavesBefore(slot, best, layer)) {
        best = slot;
      }
    }
    return best;
  }

  private boolean leavesBefore(int slot, int other, int layer) {
    if (reserved[slot] != reserved[other]) {
      return reserved[other];
    }
    return reserved[slot]
        ? distance(slot, layer) > distance(other, layer)
        : replacement.worth(keyIn[slot]) < replacement.worth(keyIn[other]);
  }

  /** Layers to pass until the expert in the slot may be wanted. */
  private int distance(int slot, int layer) {
    return Math.floorMod(keyIn[slot] / experts - layer, layers);
  }
}
