package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.engine.experts.SlotTable.State;
import io.mobile4j.engine.experts.Transfer.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Experts in a bounded number of slots. Threads of its own load them: first what compute waits for,
 * then what the layer being computed needs next, then prefetches.
 *
 * <p>One lock guards everything but the loading itself. A slot is written only while it is in the
 * state LOADING, and read only while it is READY and pinned; a slot that is pinned or loading is
 * never given away.
 */
public final class SlotCache implements ExpertResidency {
  /** Experts of a prompt's pass that are computed at once, while the next ones are loaded. */
  private static final int GROUP = 8;

  private final int experts;
  private final long recordBytes;
  private final boolean reuse;
  private final Replacement replacement;
  private final SlotTable table;
  private final TransferTally tally = new TransferTally();
  private final TransferThreads threads;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition(); // for the transfer threads
  private final Condition arrived = lock.newCondition(); // for compute
  private final KeyQueue demanded;
  private final KeyQueue ahead;
  private final KeyQueue prefetches;
  private final long[] since; // [S] when a slot's demand load was asked for
  private final boolean[] prefetched; // [S] and not used yet
  private final boolean[] loadedAhead; // [S] and not used yet
  private final Exception[] failure; // [S] why the last load failed
  private final boolean[] passed; // [L] while experts are kept: the layer's are
  private boolean keep;
  private int layer = Integer.MAX_VALUE; // that is being computed
  private int missing; // loads that compute waits for
  private boolean wantsSlot; // compute waits for any slot
  private Throwable dead;
  private boolean closed;

  /**
   * Starts with empty slots.
   *
   * @param store closed by its owner, after this
   * @param slots closed by their owner, after this
   * @param link closed with this
   */
  public SlotCache(ExpertStore store, SlotMemory slots, Link link, CachePolicy policy) {
    int keys = store.layers() * store.experts();
    experts = store.experts();
    recordBytes = store.recordBytes();
    reuse = policy != CachePolicy.NONE;
    replacement = policy.replacement(keys);
    table = new SlotTable(store.layers(), experts, slots.slots(), replacement);
    demanded = new KeyQueue(keys);
    ahead = new KeyQueue(keys);
    prefetches = new KeyQueue(keys);
    since = new long[slots.slots()];
    prefetched = new boolean[slots.slots()];
    loadedAhead = new boolean[slots.slots()];
    failure = new Exception[slots.slots()];
    passed = new boolean[store.layers()];
    threads = new TransferThreads(store, slots, link, new Orders());
    threads.start();
  }

  @Override
  public int slots() {
    return table.slots();
  }

  @Override
  public int capacity() {
    return table.slots();
  }

  @Override
  public int group() {
    return Math.clamp(table.slots() / 2, 1, GROUP);
  }

  @Override
  public void request(int expertLayer, ExpertBatch batch, int from, int to) {
    Objects.checkFromToIndex(from, to, batch.size());
    if (to - from > capacity()) {
      throw new IllegalArgumentException(
          "%d experts at once, %d slots".formatted(to - from, capacity()));
    }
    lock.lock();
    try {
      checkUsable();
      if (from == 0) {
        enter(expertLayer);
      }
      pinPresent(batch, from, to);
      try {
        demandAbsent(batch, from, to);
      } catch (Throwable e) {
        letGo(batch, from, to);
        throw e;
      }
      loadAhead(batch, to);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitLoaded(ExpertBatch batch, int from, int to) {
    lock.lock();
    try {
      checkUsable();
      awaitReady(batch, from, to);
    } finally {
      lock.unlock();
    }
  }

  private void enter(int expertLayer) {
    if (expertLayer <= layer) {
      replacement.pass();
    }
    layer = expertLayer;
    ahead.clear();
    prefetches.removeRange(layer * experts, (layer + 1) * experts);
    for (int expert = 0; expert < experts; expert++) {
      int slot = table.slotOf(key(expert));
      if (slot != SlotTable.NONE) {
        table.reserve(slot, false);
      }
    }
  }

  private void pinPresent(ExpertBatch batch, int from, int to) {
    for (int i = from; i < to; i++) {
      int key = key(batch.expert(i));
      int slot = table.slotOf(key);
      batch.slot(i, slot);
      replacement.used(key, batch.start(i + 1) - batch.start(i));
      if (slot != SlotTable.NONE) {
        table.pin(slot);
        table.reserve(slot, false);
        count(slot);
      }
    }
  }

  private void count(int slot) {
    if (prefetched[slot]) {
      prefetched[slot] = false;
      tally.prefetchUsed();
    }
    if (loadedAhead[slot]) {
      loadedAhead[slot] = false; // has been counted when it was asked for
    } else if (table.state(slot) == State.READY) {
      tally.hit();
    } else {
      tally.onItsWay();
    }
  }

  private void demandAbsent(ExpertBatch batch, int from, int to) {
    for (int i = from; i < to; i++) {
      if (batch.slot(i) == SlotTable.NONE) {
        int key = key(batch.expert(i));
        tally.demanded();
        int slot = slotForDemand();
        ahead.removeRange(key, key + 1);
        assign(slot, key);
        table.pin(slot);
        batch.slot(i, slot);
        since[slot] = System.nanoTime();
        demanded.add(key);
        work.signal();
      }
    }
  }

  /** If all slots are pinned or loading, one that is loading and not pinned will become free. */
  private int slotForDemand() {
    int slot = table.victim(layer, true);
    while (slot == SlotTable.NONE) {
      wantsSlot = true;
      stall();
      wantsSlot = false;
      slot = table.victim(layer, true);
    }
    return slot;
  }

  /** The rest of the layer's batch is loaded while the part before it is computed. */
  private void loadAhead(ExpertBatch batch, int from) {
    for (int i = from; i < batch.size(); i++) {
      int key = key(batch.expert(i));
      int slot = table.slotOf(key);
      if (slot == SlotTable.NONE) {
        ahead.add(key);
      } else {
        table.reserve(slot, true);
      }
    }
    if (!ahead.isEmpty()) {
      work.signalAll();
    }
  }

  private void awaitReady(ExpertBatch batch, int from, int to) {
    missing = 0;
    for (int i = from; i < to; i++) {
      if (table.state(batch.slot(i)) == State.LOADING) {
        missing++;
      }
    }
    while (missing > 0) {
      stall();
    }
    for (int i = from; i < to; i++) {
      if (table.state(batch.slot(i)) != State.READY) {
        throw failed(batch.expert(i), failure[batch.slot(i)]);
      }
    }
  }

  private RuntimeException failed(int expert, Exception cause) {
    return cause instanceof RuntimeException runtime
        ? runtime
        : new UncheckedIOException(
            "expert %d of expert layer %d cannot be loaded: %s"
                .formatted(expert, layer, cause.getMessage()),
            cause instanceof IOException io ? io : new IOException(cause));
  }

  private void stall() {
    ExpertStallEvent event = new ExpertStallEvent();
    event.begin();
    event.missing = missing;
    tally.stallBegan(System.nanoTime());
    try {
      arrived.awaitUninterruptibly();
      checkUsable();
    } finally {
      tally.stallEnded(System.nanoTime());
      event.finish(layer);
    }
  }

  @Override
  public void release(int expertLayer, ExpertBatch batch, int from, int to) {
    lock.lock();
    try {
      letGo(batch, from, to);
      if (to == batch.size()) {
        pass(expertLayer);
      }
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void letGo(ExpertBatch batch, int from, int to) {
    for (int i = from; i < to; i++) {
      int slot = batch.slot(i);
      if (slot != SlotTable.NONE) {
        table.unpin(slot);
        if (keep && !passed[layer]) {
          table.reserve(slot, true);
        }
        vacate(slot);
      }
    }
  }

  /** The layer's prefetched experts that were not used are no better than others now. */
  private void pass(int expertLayer) {
    passed[expertLayer] = keep;
    for (int expert = 0; expert < experts; expert++) {
      int slot = table.slotOf(expertLayer * experts + expert);
      if (slot != SlotTable.NONE) {
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

  @Override
  public void prefetch(int expertLayer, int[] wanted, int count) {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        int key = expertLayer * experts + wanted[i];
        int slot = table.slotOf(key);
        if (slot == SlotTable.NONE) {
          prefetches.add(key);
        } else {
          table.reserve(slot, true);
        }
      }
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancelPrefetches() {
    lock.lock();
    try {
      prefetches.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean resident(int expertLayer, int expert) {
    lock.lock();
    try {
      int slot = table.slotOf(expertLayer * experts + expert);
      return slot != SlotTable.NONE && table.state(slot) == State.READY;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void keepUsed(boolean newKeep) {
    lock.lock();
    try {
      keep = newKeep;
      Arrays.fill(passed, false);
      if (!keep) {
        for (int slot = 0; slot < table.slots(); slot++) {
          table.reserve(slot, false);
          vacate(slot);
        }
        work.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ResidencyCounters counters() {
    lock.lock();
    try {
      return tally.counters();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for transfers under way; compute that waits for one gets an IllegalStateException. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    threads.close();
  }

  private int key(int expert) {
    return layer * experts + expert;
  }

  private void assign(int slot, int key) {
    table.assign(slot, key);
    prefetched[slot] = false;
    loadedAhead[slot] = false;
    failure[slot] = null;
  }

  private void checkUsable() {
    if (dead != null) {
      throw new IllegalStateException("experts can no longer be loaded: " + dead, dead);
    }
    if (closed) {
      throw new IllegalStateException("the slots are closed");
    }
  }

  /** What the transfer threads call. */
  private final class Orders implements TransferThreads.Orders {
    @Override
    public boolean take(Transfer transfer) {
      lock.lock();
      try {
        while (!closed && dead == null) {
          if (takeDemanded(transfer)
              || take(transfer, ahead, Cause.AHEAD)
              || take(transfer, prefetches, Cause.PREFETCH)) {
            tally.began(transfer);
            return true;
          }
          work.awaitUninterruptibly();
        }
        return false;
      } finally {
        lock.unlock();
      }
    }

    private boolean takeDemanded(Transfer transfer) {
      if (demanded.isEmpty()) {
        return false;
      }
      int key = demanded.poll();
      int slot = table.slotOf(key);
      transfer.set(key, slot, Cause.DEMAND, since[slot]);
      return true;
    }

    private boolean take(Transfer transfer, KeyQueue queue, Cause cause) {
      while (!queue.isEmpty() && table.slotOf(queue.peek()) != SlotTable.NONE) {
        queue.poll();
      }
      int slot = queue.isEmpty() ? SlotTable.NONE : table.victim(layer, false);
      if (slot == SlotTable.NONE) {
        return false;
      }
      int key = queue.poll();
      assign(slot, key);
      table.reserve(slot, true);
      prefetched[slot] = cause == Cause.PREFETCH;
      loadedAhead[slot] = cause == Cause.AHEAD;
      if (cause == Cause.AHEAD) {
        tally.demanded();
      }
      transfer.set(key, slot, cause, System.nanoTime());
      return true;
    }

    @Override
    public void arrived(Transfer transfer) {
      lock.lock();
      try {
        tally.ended(transfer, recordBytes, System.nanoTime());
        table.ready(transfer.slot);
        replacement.loaded(transfer.key);
        vacate(transfer.slot);
        wakeCompute(transfer.slot);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void failed(Transfer transfer, Exception cause) {
      lock.lock();
      try {
        tally.ended(transfer, 0, System.nanoTime());
        table.free(transfer.slot);
        failure[transfer.slot] = cause;
        wakeCompute(transfer.slot);
      } finally {
        lock.unlock();
      }
    }

    private void wakeCompute(int slot) {
      if (table.pinned(slot)) {
        missing--;
      }
      if (missing == 0 || wantsSlot) {
        arrived.signal();
      }
      work.signal(); // a prefetch may have waited for a slot
    }

    @Override
    public void died(Throwable reason) {
      lock.lock();
      try {
        dead = reason;
        arrived.signalAll();
        work.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
