package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.engine.experts.SlotTable.State;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  private final SlotBook book;
  private final SlotTable table;
  private final TransferThreads threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition(); // for the transfer threads
  private final Condition arrived = lock.newCondition(); // for compute
  private int missing; // loads that compute waits for
  private boolean wantsSlot; // compute waits for any slot
  private volatile boolean stalled; // read without the lock
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
    experts = store.experts();
    book = new SlotBook(store.layers(), experts, slots.slots(), store.recordBytes(), policy);
    table = book.table();
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
    return group(table.slots());
  }

  static int group(int slots) {
    return Math.clamp(slots / 2, 1, GROUP);
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
        book.enter(expertLayer);
      }
      book.hold(batch, from, to);
      try {
        demandAbsent(batch, from, to);
      } catch (Throwable e) {
        book.letGo(batch, from, to);
        throw e;
      }
      book.loadAhead(batch, to);
      signalWork();
    } finally {
      lock.unlock();
    }
  }

  private void demandAbsent(ExpertBatch batch, int from, int to) {
    for (int i = from; i < to; i++) {
      if (batch.slot(i) == SlotTable.NONE) {
        int slot = book.demand(batch.expert(i));
        // If all slots are pinned or loading, one that is loading will become free.
        while (slot == SlotTable.NONE) {
          wantsSlot = true;
          stall();
          wantsSlot = false;
          slot = book.demand(batch.expert(i));
        }
        batch.slot(i, slot);
        work.signal();
      }
    }
  }

  @Override
  public void awaitLoaded(ExpertBatch batch, int from, int to) {
    lock.lock();
    try {
      checkUsable();
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
          throw failed(batch.expert(i), book.failure(batch.slot(i)));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Not where there is none: a thread that wakes up takes a core from those that compute. */
  private void signalWork() {
    if (book.hasQueued()) {
      work.signalAll();
    }
  }

  private RuntimeException failed(int expert, Exception cause) {
    if (cause instanceof RuntimeException runtime) {
      return runtime;
    }
    String line =
        "expert %d of expert layer %d cannot be loaded: %s"
            .formatted(expert, book.layer(), cause.getMessage());
    return new UncheckedIOException(new IOException(line, cause));
  }

  @SuppressWarnings("WaitNotInLoop") // awaitLoaded loops
  private void stall() {
    ExpertStallEvent event = new ExpertStallEvent();
    event.begin();
    event.missing = missing;
    book.tally().stallBegan(System.nanoTime());
    stalled = true;
    try {
      arrived.awaitUninterruptibly();
      checkUsable();
    } finally {
      stalled = false;
      book.tally().stallEnded(System.nanoTime());
      event.finish(book.layer());
    }
  }

  @Override
  public void release(int expertLayer, ExpertBatch batch, int from, int to) {
    lock.lock();
    try {
      book.letGo(batch, from, to);
      if (to == batch.size()) {
        book.pass(expertLayer);
      }
      signalWork();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void prefetch(Guess guess, int expertLayer, int[] wanted, int count) {
    lock.lock();
    try {
      book.prefetch(guess, expertLayer, wanted, count);
      signalWork();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancelPrefetches() {
    lock.lock();
    try {
      book.cancelPrefetches();
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
  public void keepUsed(boolean keep) {
    lock.lock();
    try {
      book.keepUsed(keep);
      signalWork();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void empty() {
    lock.lock();
    try {
      checkUsable();
      book.cancelQueued();
      wantsSlot = true;
      while (table.loading()) {
        arrived.awaitUninterruptibly();
        checkUsable();
      }
      wantsSlot = false;
      book.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ResidencyCounters counters() {
    lock.lock();
    try {
      return book.tally().counters();
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
          if (book.next(transfer)) {
            return true;
          }
          work.awaitUninterruptibly();
        }
        return false;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean computeWaits() {
      return stalled;
    }

    @Override
    public void arrived(Transfer transfer) {
      lock.lock();
      try {
        book.arrived(transfer);
        wakeCompute(transfer.slot);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void failed(Transfer transfer, Exception cause) {
      lock.lock();
      try {
        book.failed(transfer, cause);
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
      signalWork(); // a prefetch may have waited for a slot
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
