package io.mobile4j.engine.experts;

import io.mobile4j.engine.experts.Transfer.Cause;
import java.util.ArrayList;
import java.util.List;

/** Counts what moves and how long it takes. Not safe for threads: its owner's lock guards it. */
final class TransferTally {
  private final List<Transfer> underWay = new ArrayList<>(); // one a transfer thread at most
  private long busySince; // while transfers are under way
  private long stallSince;
  private boolean stalled;

  private long hits;
  private long onTheirWay;
  private long demandLoads;
  private long prefetchLoads;
  private long prefetchesUsed;
  private long loads;
  private long bytesMoved;
  private long stallNanos;
  private long linkNanos;
  private long prefetchNanos;
  private long exposedPrefetchNanos;

  void hit() {
    hits++;
  }

  void onItsWay() {
    onTheirWay++;
  }

  void demanded() {
    demandLoads++;
  }

  void prefetchUsed() {
    prefetchesUsed++;
  }

  void began(Transfer transfer) {
    if (underWay.isEmpty()) {
      busySince = transfer.began;
    }
    underWay.add(transfer);
  }

  /**
   * @param bytes that were moved; 0 if the transfer failed
   */
  void ended(Transfer transfer, long bytes, long now) {
    underWay.remove(transfer);
    if (underWay.isEmpty()) {
      linkNanos += now - busySince;
    }
    loads++;
    bytesMoved += bytes;
    if (transfer.cause == Cause.PREFETCH) {
      prefetchLoads++;
      prefetchNanos += now - transfer.began;
      if (stalled) {
        exposedPrefetchNanos += now - Math.max(transfer.began, stallSince);
      }
    }
  }

  /** Time a load takes the link. */
  long meanLoadNanos() {
    return loads == 0 ? 0 : linkNanos / loads;
  }

  void stallBegan(long now) {
    stalled = true;
    stallSince = now;
  }

  void stallEnded(long now) {
    stalled = false;
    stallNanos += now - stallSince;
    for (Transfer transfer : underWay) {
      if (transfer.cause == Cause.PREFETCH) {
        exposedPrefetchNanos += now - Math.max(transfer.began, stallSince);
      }
    }
  }

  ResidencyCounters counters() {
    return new ResidencyCounters(
        hits,
        onTheirWay,
        demandLoads,
        prefetchLoads,
        prefetchesUsed,
        bytesMoved,
        stallNanos,
        linkNanos,
        prefetchNanos,
        exposedPrefetchNanos);
  }
}
