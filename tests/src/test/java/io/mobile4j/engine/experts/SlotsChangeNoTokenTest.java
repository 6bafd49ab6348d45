package io.mobile4j.engine.experts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Slots, cache policy, prefetch and link change no token and no bit of a logit. */
class SlotsChangeNoTokenTest {
  private static final int PROMPT = 11;
  private static final List<Policy> POLICIES =
      List.of(
          new Policy.Exact(),
          new Policy.Little(0),
          new Policy.Mobile(0.5, 0),
          new Policy.Mobile(1.01, 1));

  @TestFactory
  Stream<DynamicTest> everyArchitecture() {
    return Stream.of("olmoe", "qwen2_moe", "qwen3_moe", "mixtral", "deepseek_v2")
        .map(name -> DynamicTest.dynamicTest(name, () -> check(Golden.model(name))));
  }

  @TestFactory
  Stream<DynamicTest> demoModel() {
    return Stream.of(DynamicTest.dynamicTest("demo", () -> check(Golden.demo())));
  }

  private static void check(Path model) {
    EngineOptions resident = EngineOptions.of(model).withDevice("cpu").withThreads(2);
    try (Engine engine = Engine.open(resident)) {
      int[] prompt = new Random(7).ints(PROMPT, 4, 150).toArray();
      float[][] logits = logits(engine, prompt);
      List<Generation> wanted = generations(engine, prompt);
      int all = engine.plan().slots();
      for (LadderOptions ladder : ladders(engine.expertsPerToken(), all)) {
        try (Engine limited = Engine.open(resident.withLadder(ladder))) {
          assertArrayEquals(logits, logits(limited, prompt), ladder::toString);
          compare(wanted, generations(limited, prompt), ladder);
        }
      }
    }
  }

  private static List<LadderOptions> ladders(int topK, int all) {
    List<LadderOptions> ladders = new ArrayList<>();
    for (CachePolicy cache : CachePolicy.values()) {
      for (int slots : new int[] {topK, topK + 1, all / 2}) {
        ladders.add(LadderOptions.NONE.withExpertSlots(slots).withCache(cache));
      }
    }
    ladders.add(LadderOptions.NONE.withExpertSlots(topK + 3).withLink(2e9, 2_000));
    return ladders;
  }

  private static float[][] logits(Engine engine, int[] prompt) {
    List<float[]> rows = new ArrayList<>();
    engine.logits(prompt, (position, row) -> rows.add(row.clone()));
    return rows.toArray(float[][]::new);
  }

  private static List<Generation> generations(Engine engine, int[] prompt) {
    return POLICIES.stream()
        .map(
            policy -> {
              try (Session session = engine.newSession()) {
                GenerateOptions options = GenerateOptions.greedy(8).withIgnoreEos(true);
                return session.generate(prompt, options.withPolicy(policy), (token, text) -> {});
              }
            })
        .toList();
  }

  private static void compare(List<Generation> wanted, List<Generation> got, LadderOptions ladder) {
    assertTrue(got.getFirst().experts().bytesMoved() > 0, "experts were moved");
    for (int i = 0; i < wanted.size(); i++) {
      String what = POLICIES.get(i) + " with " + ladder;
      assertEquals(wanted.get(i).tokens(), got.get(i).tokens(), what);
      assertEquals(
          wanted.get(i).mobile(), got.get(i).mobile(), what); // confidences to the last bit
    }
  }
}
