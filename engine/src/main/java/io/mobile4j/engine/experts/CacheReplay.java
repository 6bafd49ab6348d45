package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.ExpertBatch;
import java.util.Arrays;

/**
 * What a {@link SlotCache} of any size and policy would have held, from a record of what was
 * wanted: the same book decides, without prefetches, and every load is done at once.
 */
public final class CacheReplay {
  private final int experts;
  private final SlotBook book;
  private final int slots;
  private final Transfer transfer = new Transfer();

  /** Starts with empty slots. */
  public CacheReplay(int layers, int experts, int slots, CachePolicy policy) {
    this.experts = experts;
    this.slots = slots;
    book = new SlotBook(layers, experts, slots, 0, policy);
  }

  /** See {@link ExpertResidency#keepUsed}. */
  public void keepUsed(boolean keep) {
    book.keepUsed(keep);
  }

  /**
   * One layer of one pass.
   *
   * @param wanted experts, ascending
   * @param uses by how many tokens of the pass each is used
   * @param tokens of the pass
   */
  public void take(int expertLayer, int[] wanted, int[] uses, int tokens) {
    int atOnce = atOnce(slots, tokens);
    ExpertBatch batch = batch(wanted, uses);
    for (int from = 0; from < batch.size(); from += atOnce) {
      int to = Math.min(batch.size(), from + atOnce);
      if (from == 0) {
        book.enter(expertLayer);
      }
      book.hold(batch, from, to);
      for (int i = from; i < to; i++) {
        if (batch.slot(i) == SlotTable.NONE) {
          batch.slot(i, book.demand(batch.expert(i)));
        }
      }
      book.loadAhead(batch, to);
      while (book.next(transfer)) {
        book.arrived(transfer);
      }
      book.letGo(batch, from, to);
      if (to == batch.size()) {
        book.pass(expertLayer);
      }
    }
  }

  private ExpertBatch batch(int[] wanted, int[] uses) {
    int[] chosen = new int[Arrays.stream(uses).sum()];
    int at = 0;
    for (int i = 0; i < wanted.length; i++) {
      Arrays.fill(chosen, at, at + uses[i], wanted[i]);
      at += uses[i];
    }
    ExpertBatch batch = new ExpertBatch(experts, 1, chosen.length);
    batch.fill(chosen.length, 1, chosen, new float[chosen.length]);
    return batch;
  }

  /** Experts of a layer that are in slots at the same time in a pass over so many tokens. */
  public static int atOnce(int slots, int tokens) {
    return tokens == 1 ? slots : SlotCache.group(slots);
  }

  /** Hits and demand loads so far. */
  public ResidencyCounters counters() {
    return book.tally().counters();
  }
}
