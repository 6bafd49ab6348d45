package io.mobile4j.engine.experts;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Prefetches are worth their while, or end. */
class PrefetchGovernorTest {
  private static final int WINDOW = 128;
  private static final long TRANSFER = 1000;

  private final PrefetchGovernor governor = new PrefetchGovernor(4, 2);

  @Test
  void goodGuessesGoOn() {
    for (int i = 0; i < 4 * WINDOW; i++) {
      boolean right = i % 10 != 0;
      guess(Guess.LITTLE_PASS, right, TRANSFER / 2);
    }
    assertTrue(governor.allows(Guess.LITTLE_PASS));
  }

  @Test
  void wrongGuessesThatKeepDemandWaitingEndAndOthersGoOn() {
    for (int i = 0; i < WINDOW; i++) {
      guess(Guess.ROUTE_AHEAD, false, 1);
    }
    assertFalse(governor.allows(Guess.ROUTE_AHEAD));
    assertTrue(governor.allows(Guess.LITTLE_PASS));
  }

  @Test
  void wrongGuessesInIdleLinkTimeCostNothing() {
    for (int i = 0; i < 4 * WINDOW; i++) {
      guess(Guess.ROUTE_AHEAD, false, 0);
    }
    assertTrue(governor.allows(Guess.ROUTE_AHEAD));
  }

  @Test
  void whatIsDrivenOutAndWantedFirstCostsALoad() {
    for (int i = 0; i < WINDOW; i++) {
      governor.began(1, Guess.PROMPT, 3);
      governor.arrived(1, TRANSFER, 0);
      governor.demanded(3, 2 * TRANSFER);
      governor.demanded(3, 2 * TRANSFER); // the second time it is nobody's fault
      governor.used(1, 0);
    }
    assertFalse(governor.allows(Guess.PROMPT));
  }

  @Test
  void whatAWrongGuessDroveOutCostsALoadWheneverItIsWantedAgain() {
    for (int i = 0; i < WINDOW; i++) {
      governor.began(1, Guess.PROMPT, 3);
      governor.arrived(1, TRANSFER, 0);
      governor.unused(1);
      governor.demanded(3, TRANSFER);
    }
    assertFalse(governor.allows(Guess.PROMPT));
  }

  @Test
  void aDemandLoadWouldHaveDrivenOutWhatARightGuessDroveOut() {
    for (int i = 0; i < 4 * WINDOW; i++) {
      governor.began(1, Guess.PROMPT, 3);
      governor.arrived(1, TRANSFER, 0);
      governor.used(1, 0);
      governor.demanded(3, 2 * TRANSFER);
    }
    assertTrue(governor.allows(Guess.PROMPT));
  }

  @Test
  void aPrefetchThatComputeHasToWaitForSavesOnlyItsBeginning() {
    for (int i = 0; i < WINDOW; i++) {
      governor.began(0, Guess.ROUTE_AHEAD, SlotTable.NONE);
      governor.used(0, 10); // in the middle of its transfer
      governor.arrived(0, TRANSFER, TRANSFER - 10);
      guess(Guess.ROUTE_AHEAD, false, 20);
    }
    assertFalse(governor.allows(Guess.ROUTE_AHEAD));
  }

  @Test
  void beginsAnewWhenTheSlotsAreEmptied() {
    for (int i = 0; i < WINDOW; i++) {
      guess(Guess.ROUTE_AHEAD, false, 1);
    }
    governor.forget();
    assertTrue(governor.allows(Guess.ROUTE_AHEAD));
    for (int i = 0; i < WINDOW - 1; i++) {
      guess(Guess.ROUTE_AHEAD, false, 1);
    }
    governor.forget();
    guess(Guess.ROUTE_AHEAD, false, 1);
    assertTrue(governor.allows(Guess.ROUTE_AHEAD), "a window of its own");
  }

  private void guess(Guess kind, boolean right, long waited) {
    governor.began(1, kind, SlotTable.NONE);
    governor.arrived(1, TRANSFER, waited);
    if (right) {
      governor.used(1, 0);
    } else {
      governor.unused(1);
    }
  }
}
