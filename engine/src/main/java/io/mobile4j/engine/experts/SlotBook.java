package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.experts.SlotTable.State;
import io.mobile4j.engine.experts.Transfer.Cause;
import java.util.Arrays;

/**
 * Decides who gets which slot and what is loaded next. Not safe for threads: {@link SlotCache}'s
 * lock guards it. Experts are keys, {@code layer * E + expert}.
 */
final class SlotBook {
  private static final int NONE = SlotTable.NONE;

  private final int experts;
  private final long recordBytes;
  private final boolean reuse;
  private final Replacement replacement;
  private final SlotTable table;
  private final TransferTally tally = new TransferTally();
  private final PrefetchGovernor governor;
  private final KeyQueue demanded;
  private final KeyQueue ahead;
  private final KeyQueue prefetches;
  private final Guess[] guess; // [L * E] of those in prefetches
  private final long[] since; // [S] when the slot's demand load was asked for
  private final Exception[] failure; // [S] why its last load failed
  private final boolean[] passed; // [L] while experts are kept: the layer's are
  private boolean keep;
  private boolean noSlot; // what is queued waits for a slot
  private int layer = Integer.MAX_VALUE; // that is being computed

  SlotBook(int layers, int experts, int slots, long recordBytes, CachePolicy policy) {
    int keys = layers * experts;
    this.experts = experts;
    this.recordBytes = recordBytes;
    reuse = policy != CachePolicy.NONE;
    replacement = policy.replacement(keys);
    table = new SlotTable(layers, experts, slots, replacement);
    governor = new PrefetchGovernor(keys, slots);
    demanded = new KeyQueue(keys);
    ahead = new KeyQueue(keys);
    prefetches = new KeyQueue(keys);
    guess = new Guess[keys];
    since = new long[slots];
    failure = new Exception[slots];
    passed = new boolean[layers];
  }

  SlotTable table() {
    return table;
  }

  TransferTally tally() {
    return tally;
  }

  int layer() {
    return layer;
  }

  /** Why the last load into a slot failed. */
  Exception failure(int slot) {
    return failure[slot];
  }

  /** A layer's experts are known: guesses about it are void, and its experts no longer reserved. */
  void enter(int expertLayer) {
    if (expertLayer <= layer) {
      replacement.pass();
    }
    layer = expertLayer;
    ahead.clear();
    prefetches.removeRange(layer * experts, (layer + 1) * experts);
    for (int expert = 0; expert < experts; expert++) {
      int slot = table.slotOf(key(expert));
      if (slot != NONE) {
        table.reserve(slot, false);
      }
    }
  }

  /** Holds those of a batch that have a slot, and writes the slots into it, NONE for the others. */
  void hold(ExpertBatch batch, int from, int to) {
    for (int i = from; i < to; i++) {
      int key = key(batch.expert(i));
      int slot = table.slotOf(key);
      batch.slot(i, slot);
      replacement.used(key, batch.start(i + 1) - batch.start(i));
      if (slot != NONE) {
        table.pin(slot);
        table.reserve(slot, false);
        count(slot);
      }
    }
  }

  private void count(int slot) {
    Cause cause = table.firstUse(slot);
    if (cause == Cause.AHEAD) {
      return; // has been counted when its load began
    }
    boolean ready = table.state(slot) == State.READY;
    if (cause == Cause.PREFETCH) {
      tally.prefetchUsed();
      governor.used(slot, ready ? 0 : Math.max(1, System.nanoTime() - since[slot]));
    }
    if (ready) {
      tally.hit();
    } else {
      tally.onItsWay();
    }
  }

  /** Asks for an expert that has no slot, and holds it; NONE if no slot can be given away now. */
  int demand(int expert) {
    int slot = table.victim(layer, true);
    if (slot != NONE) {
      int key = key(expert);
      ahead.removeRange(key, key + 1);
      tally.demanded();
      governor.demanded(key, tally.meanLoadNanos());
      assign(slot, key, Cause.DEMAND);
      table.pin(slot);
      since[slot] = System.nanoTime();
      demanded.add(key);
    }
    return slot;
  }

  /** The rest of the layer's batch is loaded while the part before it is computed. */
  void loadAhead(ExpertBatch batch, int from) {
    for (int i = from; i < batch.size(); i++) {
      int slot = table.slotOf(key(batch.expert(i)));
      if (slot == NONE) {
        ahead.add(key(batch.expert(i)));
      } else {
        table.reserve(slot, true);
      }
    }
  }

  /** Lets go of what {@link #hold} and {@link #demand} held. */
  void letGo(ExpertBatch batch, int from, int to) {
    for (int i = from; i < to; i++) {
      int slot = batch.slot(i);
      if (slot != NONE) {
        table.unpin(slot);
        table.firstUse(slot);
        if (keep && !passed[layer]) {
          table.reserve(slot, true);
        }
        vacate(slot);
      }
    }
  }

  /** A layer is done: its prefetched experts that were not used are no better than others now. */
  void pass(int expertLayer) {
    passed[expertLayer] = keep;
    for (int expert = 0; expert < experts; expert++) {
      int slot = table.slotOf(expertLayer * experts + expert);
      if (slot != NONE && table.state(slot) == State.READY) {
        governor.unused(slot);
        vacate(slot);
      }
    }
  }

  /** Where nothing is reused, a slot that nobody holds or will want is emptied. */
  private void vacate(int slot) {
    if (!reuse
        && table.state(slot) == State.READY
        && !table.pinned(slot)
        && !table.reserved(slot)) {
      table.free(slot);
    }
  }

  /** See {@link ExpertResidency#prefetch}. */
  void prefetch(Guess kind, int expertLayer, int[] wanted, int count) {
    for (int i = 0; i < count; i++) {
      int key = expertLayer * experts + wanted[i];
      int slot = table.slotOf(key);
      if (slot != NONE) {
        table.reserve(slot, true);
      } else if (governor.allows(kind)) {
        guess[key] = kind;
        prefetches.add(key);
      }
    }
  }

  void cancelPrefetches() {
    prefetches.clear();
  }

  /** See {@link ExpertResidency#keepUsed}. */
  void keepUsed(boolean newKeep) {
    keep = newKeep;
    Arrays.fill(passed, false);
    if (!keep) {
      for (int slot = 0; slot < table.slots(); slot++) {
        table.reserve(slot, false);
        vacate(slot);
      }
    }
  }

  /**
   * Empties all slots and forgets what was used, asked for and guessed; nothing is held or loading.
   */
  void empty() {
    for (int slot = 0; slot < table.slots(); slot++) {
      table.free(slot);
      table.firstUse(slot);
    }
    replacement.forget();
    governor.forget();
    layer = Integer.MAX_VALUE;
  }

  /** No loads but those under way. */
  void cancelQueued() {
    ahead.clear();
    prefetches.clear();
  }

  /** Whether anything waits to be moved. */
  boolean hasQueued() {
    return !demanded.isEmpty() || !ahead.isEmpty() || !prefetches.isEmpty();
  }

  /** Chooses what is moved next; false if there is nothing, or no slot for it. */
  boolean next(Transfer transfer) {
    boolean found =
        nextDemanded(transfer)
            || next(transfer, ahead, Cause.AHEAD)
            || next(transfer, prefetches, Cause.PREFETCH);
    if (found) {
      tally.began(transfer);
    }
    return found;
  }

  private boolean nextDemanded(Transfer transfer) {
    if (demanded.isEmpty()) {
      return false;
    }
    int key = demanded.poll();
    int slot = table.slotOf(key);
    transfer.set(key, slot, Cause.DEMAND, since[slot]);
    return true;
  }

  private boolean next(Transfer transfer, KeyQueue queue, Cause cause) {
    while (!queue.isEmpty() && table.slotOf(queue.peek()) != NONE) {
      queue.poll();
    }
    if (queue.isEmpty()) {
      return false;
    }
    int slot = table.victim(layer, false);
    if (slot == NONE) {
      noSlot = true;
      return false;
    }
    int key = queue.poll();
    int out = table.keyIn(slot);
    assign(slot, key, cause);
    table.reserve(slot, true);
    since[slot] = System.nanoTime();
    if (cause == Cause.AHEAD) {
      tally.demanded();
    } else {
      governor.began(slot, guess[key], out);
    }
    // A link that is free has begun when the guess was made, if a slot was free as well.
    transfer.set(key, slot, cause, noSlot ? since[slot] : queue.since(key));
    noSlot = false;
    return true;
  }

  void arrived(Transfer transfer) {
    long now = System.nanoTime();
    int slot = transfer.slot;
    tally.ended(transfer, recordBytes, now);
    if (transfer.cause == Cause.PREFETCH) {
      long waiting = demanded.isEmpty() ? now : since[table.slotOf(demanded.peek())];
      governor.arrived(slot, now - transfer.began, now - Math.max(transfer.began, waiting));
    }
    table.ready(slot);
    replacement.loaded(transfer.key);
    vacate(slot);
  }

  void failed(Transfer transfer, Exception cause) {
    tally.ended(transfer, 0, System.nanoTime());
    table.free(transfer.slot);
    failure[transfer.slot] = cause;
  }

  private int key(int expert) {
    return layer * experts + expert;
  }

  private void assign(int slot, int key, Cause cause) {
    governor.unused(slot);
    table.assign(slot, key, cause);
    failure[slot] = null;
  }
}
