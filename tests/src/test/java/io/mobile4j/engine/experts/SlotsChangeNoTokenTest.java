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
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots, cache policy, store, prefetch and link change no token and no bit of a logit. */
class SlotsChangeNoTokenTest {
  private static final int PROMPT = 11;
  private static final Extensions PREFETCH_MORE = new Extensions(false, 0, true, true, false);
  private static final GenerateOptions GREEDY = GenerateOptions.greedy(8).withIgnoreEos(true);
  private static final List<GenerateOptions> RUNS =
      List.of(
          GREEDY,
          GREEDY.withPolicy(new Policy.Little(0)),
          GREEDY.withPolicy(new Policy.Mobile(0.5, 0)),
          GREEDY.withPolicy(new Policy.Mobile(1.01, 1)),
          GREEDY.withPolicy(new Policy.Mobile(0.5, 0)).withExtensions(PREFETCH_MORE));

  @TempDir private Path directory; // the expert file goes beside the model

  @ParameterizedTest
  @ValueSource(strings = {"olmoe", "qwen2_moe", "qwen3_moe", "mixtral", "deepseek_v2", "demo"})
  void bitIdentical(String name) throws IOException {
    Path model = copy(name.equals("demo") ? Golden.demo() : Golden.model(name));
    EngineOptions resident = EngineOptions.of(model).withDevice("cpu").withThreads(2);
    try (Engine engine = Engine.open(resident)) {
      int[] prompt = new Random(7).ints(PROMPT, 4, 150).toArray();
      float[][] logits = logits(engine, prompt);
      List<Generation> wanted = generations(engine, prompt);
      for (LadderOptions ladder : ladders(engine)) {
        try (Engine limited = Engine.open(resident.withLadder(ladder))) {
          assertArrayEquals(logits, logits(limited, prompt), ladder::toString);
          compare(wanted, generations(limited, prompt), ladder);
        }
      }
    }
  }

  private static List<LadderOptions> ladders(Engine engine) {
    int topK = engine.expertsPerToken();
    long record = engine.plan().expert().recordBytes();
    List<LadderOptions> ladders = new ArrayList<>();
    for (CachePolicy cache : CachePolicy.values()) {
      LadderOptions with = LadderOptions.NONE.withCache(cache);
      for (int slots : new int[] {topK, topK + 1, engine.plan().slots() / 2}) {
        ladders.add(with.withExpertSlots(slots));
      }
      ladders.add(with.withRam(record * (topK + 2)));
    }
    ladders.add(LadderOptions.NONE.withExpertSlots(topK + 3).withLink(2e9, 2_000));
    ladders.add(LadderOptions.NONE.withRam(record * topK).withLink(2e9, 2_000));
    return ladders;
  }

  private Path copy(Path model) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    return directory;
  }

  private static float[][] logits(Engine engine, int[] prompt) {
    List<float[]> rows = new ArrayList<>();
    engine.logits(prompt, (position, row) -> rows.add(row.clone()));
    return rows.toArray(float[][]::new);
  }

  private static List<Generation> generations(Engine engine, int[] prompt) {
    List<Generation> all = new ArrayList<>();
    for (GenerateOptions run : RUNS) {
      try (Session session = engine.newSession()) {
        all.add(session.generate(prompt, run, (token, text) -> {}));
      }
    }
    return all;
  }

  private static void compare(List<Generation> wanted, List<Generation> got, LadderOptions ladder) {
    assertTrue(got.getFirst().experts().bytesMoved() > 0, "experts were moved");
    for (int i = 0; i < wanted.size(); i++) {
      String what = RUNS.get(i) + " with " + ladder;
      assertEquals(wanted.get(i).tokens(), got.get(i).tokens(), what);
      assertEquals(wanted.get(i).mobile(), got.get(i).mobile(), what); // confidences: every bit
    }
  }
}
