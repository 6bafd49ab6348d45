package io.mobile4j.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes beyond the paper: what each switch may change, and what it must not. */
class ExtensionsTest {
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final String PROMPT = "def area(self, width):\n";
  private static final Extensions COMPLETE = new Extensions(true, 0, false, false, false);
  private static final Extensions ROUTE_AHEAD = new Extensions(false, 0, true, false, false);
  private static final Extensions WARM_START = new Extensions(false, 0, false, true, false);
  private static final Extensions CPU_MISSES = new Extensions(false, 0, false, false, true);
  private static final Policy LITTLE = new Policy.Little(4);
  private static final Policy EXACT = new Policy.Exact();

  @Test
  void completedLittleTokensAreExactWhereEveryExpertIsResident() {
    try (Engine engine = Engine.open(options())) {
      assertEquals(tokens(engine, EXACT, Extensions.NONE), tokens(engine, LITTLE, COMPLETE));
    }
  }

  @Test
  void completionMovesNothingMore() {
    try (Engine engine = Engine.open(slots(24))) {
      Generation plain = generate(engine, LITTLE, Extensions.NONE);
      Generation completed = generate(engine, LITTLE, COMPLETE);
      // Both load what their own little passes miss; with other tokens that is not the same number.
      assertTrue(
          completed.experts().bytesMoved() < 1.5 * plain.experts().bytesMoved(),
          () -> completed.experts() + " against " + plain.experts());
    }
  }

  @Test
  void aThresholdNearZeroIsExactAndNearOneIsOneExpert() {
    try (Engine engine = Engine.open(options())) {
      assertEquals(tokens(engine, EXACT, Extensions.NONE), tokens(engine, LITTLE, threshold(1e-9)));
      assertEquals(
          tokens(engine, new Policy.Little(1), Extensions.NONE),
          tokens(engine, LITTLE, threshold(0.999999)));
    }
  }

  @Test
  void guessesChangeNoToken() {
    for (Policy policy : List.of(EXACT, LITTLE, new Policy.Mobile(0.7, 4))) {
      List<Integer> plain;
      try (Engine engine = Engine.open(options())) {
        plain = tokens(engine, policy, Extensions.NONE);
      }
      try (Engine engine = Engine.open(slots(12))) {
        assertEquals(plain, tokens(engine, policy, ROUTE_AHEAD));
        assertEquals(plain, tokens(engine, policy, WARM_START));
      }
    }
  }

  @Test
  void missesOnTheCpuGiveTheSameTokensAndMoveLess() {
    try (Engine engine = Engine.open(slots(8))) {
      Generation plain = generate(engine, EXACT, Extensions.NONE);
      Generation onTheCpu = generate(engine, EXACT, CPU_MISSES);
      assertEquals(plain.tokens(), onTheCpu.tokens());
      assertTrue(
          onTheCpu.experts().demandLoads() < plain.experts().demandLoads(),
          () -> onTheCpu.experts() + " against " + plain.experts());
    }
  }

  @Test
  void whatCannotBeHonouredIsRefused() {
    try (Engine engine = Engine.open(options())) {
      refused(engine, EXACT, COMPLETE, "complete");
      refused(engine, EXACT, threshold(0.5), "threshold");
      refused(engine, EXACT, CPU_MISSES, "cpu-misses");
    }
    assertThrows(InputException.class, () -> threshold(1));
    assertThrows(InputException.class, () -> threshold(-0.1));
    assertThrows(InputException.class, () -> threshold(Double.NaN));
  }

  private static void refused(
      Engine engine, Policy policy, Extensions extensions, String mentions) {
    InputException e = assertThrows(InputException.class, () -> tokens(engine, policy, extensions));
    assertTrue(e.getMessage().contains(mentions), e::getMessage);
  }

  private static Extensions threshold(double threshold) {
    return new Extensions(false, threshold, false, false, false);
  }

  private static EngineOptions options() {
    return EngineOptions.of(DEMO).withDevice("cpu").withThreads(2);
  }

  private static EngineOptions slots(int slots) {
    return options().withLadder(LadderOptions.NONE.withExpertSlots(slots));
  }

  private static List<Integer> tokens(Engine engine, Policy policy, Extensions extensions) {
    return generate(engine, policy, extensions).tokens();
  }

  private static Generation generate(Engine engine, Policy policy, Extensions extensions) {
    GenerateOptions options =
        GenerateOptions.greedy(20)
            .withPolicy(policy)
            .withExtensions(extensions)
            .withIgnoreEos(true);
    try (Session session = engine.newSession()) {
      return session.generate(PROMPT, options, (token, text) -> {});
    }
  }
}
