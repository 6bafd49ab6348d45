package io.mobile4j.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.FinishReason;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ends in the middle of fallbacks, and ladders that cannot be. An engine's close fails on a leak.
 */
@Timeout(120)
class LadderFaultsTest {
  /** Every token falls back; a transfer takes some milliseconds. */
  private static final GenerateOptions FALLBACKS =
      GenerateOptions.greedy(100_000).withPolicy(new Policy.Mobile(1.01, 0)).withIgnoreEos(true);

  private static final LadderOptions SLOW = LadderOptions.NONE.withLink(20e6, 0).withExpertSlots(8);

  @Test
  void cancellingInTheMiddleOfAFallbackEndsAfterItsToken() throws Exception {
    try (Engine engine = Engine.open(demo(SLOW));
        Session session = engine.newSession()) {
      CountDownLatch begun = new CountDownLatch(1);
      FutureTask<Generation> generation = generate(session, begun);
      begun.await();
      session.cancel();
      Generation cancelled = generation.get();
      assertEquals(FinishReason.CANCELLED, cancelled.finishReason());
      // The slots are as good as new.
      assertEquals(
          cancelled.tokens().subList(0, 1),
          session.generate(new int[] {5, 6, 7}, GenerateOptions.greedy(1), (t, s) -> {}).tokens());
    }
  }

  /** After its little pass, before its prefetches and its big pass. */
  @Test
  void cancellingATokenThatFallsBackLetsItsBigPassEnd() {
    List<Kind> passes = new ArrayList<>();
    try (Engine engine = Engine.open(demo(SLOW));
        Session session = engine.newSession();
        Engine.Recording _ =
            engine.record(
                pass -> {
                  passes.add(pass.kind());
                  if (pass.fallback()) {
                    session.cancel();
                  }
                })) {
      Generation cancelled = session.generate(new int[] {5, 6, 7}, FALLBACKS, (t, s) -> {});
      assertEquals(FinishReason.CANCELLED, cancelled.finishReason());
      assertEquals(List.of(Kind.PREFILL, Kind.LITTLE, Kind.BIG), passes);
      assertEquals(
          cancelled.tokens(),
          session.generate(new int[] {5, 6, 7}, GenerateOptions.greedy(2), (t, s) -> {}).tokens());
    }
  }

  @Test
  void closingTheEngineInTheMiddleOfAFallbackWaitsForItsPrefetches() throws Exception {
    Engine engine = Engine.open(demo(SLOW));
    Session session = engine.newSession();
    List<Kind> passes = new ArrayList<>();
    List<Thread> closing = new ArrayList<>();
    engine.record(
        pass -> {
          passes.add(pass.kind());
          if (pass.fallback()) {
            closing.add(Thread.ofPlatform().start(engine::close));
            while (closing.getFirst().getState() != Thread.State.BLOCKED) {
              LockSupport.parkNanos(10_000); // until it waits for the generation
            }
          }
        });
    Generation ended = session.generate(new int[] {5, 6, 7}, FALLBACKS, (t, s) -> {});
    closing.getFirst().join();
    assertEquals(FinishReason.CANCELLED, ended.finishReason());
    assertEquals(List.of(Kind.PREFILL, Kind.LITTLE, Kind.BIG), passes);
  }

  @Test
  void closingTheEngineEndsAGenerationThatPrefetches() throws Exception {
    Engine engine = Engine.open(demo(SLOW));
    CountDownLatch begun = new CountDownLatch(1);
    Session session = engine.newSession();
    FutureTask<Generation> generation = generate(session, begun);
    begun.await();
    engine.close();
    assertEquals(FinishReason.CANCELLED, generation.get().finishReason());
    assertThrows(
        IllegalStateException.class,
        () -> session.generate(new int[] {5}, FALLBACKS, (t, s) -> {}));
    session.close(); // once more: nothing happens
  }

  @Test
  void fewerSlotsThanATokenNeedsAreRefused() {
    refused(LadderOptions.NONE.withExpertSlots(7), "expert-slots = 7", "at least 8 experts");
    refused(LadderOptions.NONE.withRam(600_000), "ram = 0.600 MB holds 7 experts");
    refused(LadderOptions.NONE.withRam(1_000_000).withExpertSlots(20), "expert-slots = 20 need");
  }

  @Test
  void aLinkThatNothingWouldCrossIsRefused() {
    refused(LadderOptions.NONE.withLink(1e9, 0), "nothing would cross");
  }

  private static void refused(LadderOptions ladder, String... mentions) {
    InputException e = assertThrows(InputException.class, () -> Engine.open(demo(ladder)).close());
    for (String mention : mentions) {
      assertTrue(e.getMessage().contains(mention), e::getMessage);
    }
  }

  private static FutureTask<Generation> generate(Session session, CountDownLatch begun) {
    FutureTask<Generation> generation =
        new FutureTask<>(
            () ->
                session.generate(
                    new int[] {5, 6, 7}, FALLBACKS, (token, text) -> begun.countDown()));
    Thread.ofPlatform().daemon().start(generation);
    return generation;
  }

  private static EngineOptions demo(LadderOptions ladder) {
    return EngineOptions.of(Golden.demo()).withDevice("cpu").withThreads(2).withLadder(ladder);
  }
}
