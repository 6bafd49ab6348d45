package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.kernels.parallel.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The threads that move experts from the store over the link into slots. */
final class TransferThreads implements AutoCloseable {
  /** Says what is to be moved next, and is told what became of it. Called by every thread. */
  interface Orders {
    /**
     * Waits for work.
     *
     * @return false if there will be no more
     */
    boolean take(Transfer transfer);

    /** True while compute waits for transfers. */
    boolean computeWaits();

    void arrived(Transfer transfer);

    void failed(Transfer transfer, Exception failure);

    /** A thread has ended for a reason that is no single transfer's. */
    void died(Throwable reason);
  }

  private final ExpertStore store;
  private final SlotMemory slots;
  private final Link link;
  private final Orders orders;
  private final BooleanSupplier hurry;
  private final List<Thread> threads = new ArrayList<>();

  TransferThreads(ExpertStore store, SlotMemory slots, Link link, Orders orders) {
    this.store = store;
    this.slots = slots;
    this.link = link;
    this.orders = orders;
    hurry = orders::computeWaits;
  }

  void start() {
    for (int i = 0; i < store.transfersAtOnce(slots); i++) {
      threads.add(Thread.ofPlatform().daemon().name("mobile4j-transfer-" + i).start(this::serve));
    }
  }

  private void serve() {
    try {
      Transfer transfer = new Transfer();
      while (orders.take(transfer)) {
        move(transfer);
      }
    } catch (Throwable e) {
      orders.died(e);
    }
  }

  private void move(Transfer transfer) {
    ExpertLoadEvent event = new ExpertLoadEvent();
    event.begin();
    try {
      long end = link.begin(transfer.since, store.recordBytes());
      int experts = store.experts();
      store.load(transfer.key / experts, transfer.key % experts, slots, transfer.slot);
      link.awaitEnd(end, hurry);
    } catch (Exception e) {
      orders.failed(transfer, e);
      return;
    }
    orders.arrived(transfer);
    event.finish(transfer, store.experts(), store.recordBytes());
  }

  /** Waits for the threads to end; the orders must say that there is no more to do. */
  @Override
  public void close() {
    link.close(); // a slow simulated link shall not hold up the end
    Threads.join(threads);
  }
}
