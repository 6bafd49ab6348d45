package io.mobile4j.engine.experts;

import java.util.Arrays;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Weighs what prefetches save against what they cost, for each kind of guess on its own, and
 * switches a kind off for good that loses. Not safe for threads: its owner's lock guards it.
 *
 * <p>A prefetch saves the part of its transfer that compute need not wait for. It costs the time
 * that a demand load waited for it if it was not used, and a load if it drove out an expert that is
 * wanted before it was used itself, or after it was of no use. One that was used has driven out
 * what a demand load would have driven out in its stead.
 */
final class PrefetchGovernor {
  private static final Logger LOG = LoggerFactory.getLogger(PrefetchGovernor.class);

  /** Prefetches of a kind that are judged together. */
  private static final int WINDOW = 128;

  private final Guess[] guess; // [S] of the prefetched expert in the slot, until it is used
  private final long[] nanos; // [S] its transfer took
  private final long[] delay; // [S] of this, while a demand load waited
  private final int[] drivenOut; // [S] key that the prefetch drove out, until it is used, or NONE
  private final Guess[] drivenOutBy; // [L * E] until the expert is wanted again
  private final Account[] accounts = new Account[Guess.values().length];

  PrefetchGovernor(int keys, int slots) {
    guess = new Guess[slots];
    nanos = new long[slots];
    delay = new long[slots];
    drivenOut = new int[slots];
    Arrays.fill(drivenOut, SlotTable.NONE);
    drivenOutBy = new Guess[keys];
    Arrays.setAll(accounts, i -> new Account());
  }

  /** False once such guesses have lost. */
  boolean allows(Guess kind) {
    return !accounts[kind.ordinal()].off;
  }

  /**
   * A prefetch begins.
   *
   * @param out key of the expert that it drives out of the slot, or {@link SlotTable#NONE}
   */
  void began(int slot, Guess kind, int out) {
    guess[slot] = kind;
    nanos[slot] = 0;
    delay[slot] = 0;
    drivenOut[slot] = out;
    if (out != SlotTable.NONE) {
      drivenOutBy[out] = kind;
    }
  }

  /**
   * It has arrived.
   *
   * @param waited time a demand load has waited for its end
   */
  void arrived(int slot, long took, long waited) {
    nanos[slot] = took;
    delay[slot] = waited;
  }

  /**
   * The prefetched expert in the slot is used for the first time.
   *
   * @param soFar how long its transfer has taken, if it has not ended; else 0
   */
  void used(int slot, long soFar) {
    Guess kind = guess[slot];
    guess[slot] = null;
    if (kind != null) {
      if (drivenOut[slot] != SlotTable.NONE) {
        drivenOutBy[drivenOut[slot]] = null;
      }
      settle(kind, soFar == 0 ? nanos[slot] : soFar, 0);
    }
  }

  /** The prefetched expert in the slot was not used when it should have been. */
  void unused(int slot) {
    Guess kind = guess[slot];
    guess[slot] = null;
    if (kind != null) {
      settle(kind, 0, delay[slot]);
    }
  }

  /** Compute waits for an expert, whose load will take about so long. */
  void demanded(int key, long load) {
    Guess kind = drivenOutBy[key];
    drivenOutBy[key] = null;
    if (kind != null) {
      accounts[kind.ordinal()].cost += load;
    }
  }

  /** Begins anew: no kind has lost, nothing is in the slots. What was said is not said again. */
  void forget() {
    Arrays.fill(guess, null);
    Arrays.fill(drivenOutBy, null);
    for (Account account : accounts) {
      account.clear();
      account.off = false;
    }
  }

  private void settle(Guess kind, long saved, long cost) {
    Account account = accounts[kind.ordinal()];
    account.saved += saved;
    account.cost += cost;
    if (++account.settled == WINDOW) {
      judge(kind, account);
    }
  }

  private static void judge(Guess kind, Account account) {
    if (account.cost > account.saved) {
      account.off = true;
      warn(kind, account);
    }
    account.clear();
  }

  private static void warn(Guess kind, Account account) {
    if (!account.told) {
      account.told = true;
      LOG.warn(
          String.format(
              Locale.ROOT,
              "prefetch %s is switched off: its last %d loads saved %.1f ms and cost %.1f ms",
              kind.words(),
              WINDOW,
              account.saved / 1e6,
              account.cost / 1e6));
    }
  }

  private static final class Account {
    private int settled;
    private long saved; // nanoseconds
    private long cost;
    private boolean off;
    private boolean told;

    void clear() {
      settled = 0;
      saved = 0;
      cost = 0;
    }
  }
}
