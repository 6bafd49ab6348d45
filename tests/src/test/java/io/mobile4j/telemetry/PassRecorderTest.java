package io.mobile4j.telemetry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.MobileStats;
import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.policy.PassTap.Outcome;
import io.mobile4j.engine.policy.PassTap.Part;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.engine.telemetry.LayerRecord;
import io.mobile4j.engine.telemetry.PassRecord;
import io.mobile4j.engine.telemetry.PassRecorder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is recorded of passes: the demo model's own, and a scripted one with known counters. */
class PassRecorderTest {
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final int LAYERS = 6;
  private static final int TOP_K = 8;
  private static final int EXPERTS = 64;

  private static Engine engine;

  @BeforeAll
  static void open() {
    engine = Engine.open(EngineOptions.of(DEMO).withDevice("cpu").withThreads(2));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void passesFollowThePolicy() {
    List<PassRecord> passes = new ArrayList<>();
    int[] prompt = engine.text().encode("def main():\n    return");
    Generation answer;
    try (Session session = engine.newSession();
        Engine.Recording _ = engine.record(passes::add)) {
      GenerateOptions options =
          GenerateOptions.greedy(12).withPolicy(new Policy.Mobile(0.7, 3)).withIgnoreEos(true);
      answer = session.generate(prompt, options, (_, _) -> {});
    }
    Iterator<PassRecord> next = passes.iterator();
    PassRecord prefill = next.next();
    assertEquals(Kind.PREFILL, prefill.kind());
    assertArrayEquals(prompt, prefill.tokens());
    checkLayers(prefill, TOP_K, prompt.length);
    MobileStats stats = answer.mobile().orElseThrow();
    assertTrue(stats.fallbacks().contains(true) && stats.fallbacks().contains(false));
    for (int i = 0; i < stats.steps(); i++) {
      PassRecord little = next.next();
      checkStep(little, Kind.LITTLE, prompt.length, i, answer);
      checkLayers(little, 3, 1);
      assertEquals(stats.confidence().get(i), little.confidence(), 0);
      assertEquals(stats.fallbacks().get(i), little.fallback());
      if (little.fallback()) {
        PassRecord big = next.next();
        checkStep(big, Kind.BIG, prompt.length, i, answer);
        checkLayers(big, TOP_K, 1);
        assertTrue(Float.isNaN(big.confidence()));
      }
    }
    assertTrue(!next.hasNext(), "no more passes than the policy made");
  }

  @Test
  void generationsAreCountedAndNothingIsToldAfterTheEnd() {
    List<PassRecord> passes = new ArrayList<>();
    try (Session session = engine.newSession()) {
      try (Engine.Recording _ = engine.record(passes::add)) {
        assertThrows(IllegalStateException.class, () -> engine.record(passes::add));
        session.generate(new int[] {5, 6, 7}, GenerateOptions.greedy(3), (_, _) -> {});
        session.generate(new int[] {9, 8}, GenerateOptions.greedy(2), (_, _) -> {});
      }
      session.generate(new int[] {5, 6, 7}, GenerateOptions.greedy(3), (_, _) -> {});
    }
    assertEquals(
        List.of("0 PREFILL 0", "0 EXACT 1", "0 EXACT 2", "1 PREFILL 0", "1 EXACT 1"),
        passes.stream()
            .map(pass -> "%d %s %d".formatted(pass.generation(), pass.kind(), pass.step()))
            .toList());
  }

  @Test
  void countersOfTheLayersSumUpToAll() {
    long[] clock = {100};
    List<PassRecord> passes = new ArrayList<>();
    PassRecorder recorder =
        new PassRecorder(
            2,
            () -> new ResidencyCounters(clock[0], 0, 2 * clock[0], 0, 0, 0, 0, 0, 0, 0),
            () -> 0,
            passes::add);
    recorder.generation();
    recorder.begins(Kind.PREFILL, 0, new int[] {4}, 0, 1);
    for (int layer = 0; layer < 3; layer++) {
      recorder.enters(Part.ATTENTION);
      clock[0] += 1; // a prefetch that arrives meanwhile is this layer's
      recorder.routed(layer, 1, new float[] {1, 0}, 1, new int[] {0}, new float[] {1});
      clock[0] += 10L * (layer + 1);
    }
    recorder.enters(Part.HEAD);
    recorder.ends(Float.NaN, Outcome.FINAL);
    List<Long> hits =
        passes.getFirst().layers().stream().map(layer -> layer.moved().hits()).toList();
    assertEquals(List.of(11L, 21L, 31L), hits);
    assertEquals(62, passes.getFirst().layers().get(2).moved().demandLoads());
  }

  private static void checkStep(
      PassRecord pass, Kind kind, int promptLength, int i, Generation answer) {
    assertEquals(kind, pass.kind());
    assertEquals(i + 1, pass.step());
    assertEquals(promptLength + i, pass.position());
    assertArrayEquals(new int[] {answer.tokens().get(i)}, pass.tokens());
  }

  private static void checkLayers(PassRecord pass, int k, int ofThePass) {
    assertEquals(LAYERS, pass.layers().size());
    assertEquals(ofThePass, pass.tokens().length);
    for (int i = 0; i < LAYERS; i++) {
      int tokens = i == LAYERS - 1 ? 1 : ofThePass; // the last layer's output is wanted once
      LayerRecord layer = pass.layers().get(i);
      assertEquals(i, layer.layer());
      assertEquals(k, layer.k());
      assertEquals(tokens * k, layer.chosen().length);
      assertEquals(tokens * EXPERTS, layer.probabilities().length);
      for (int t = 0; t < tokens; t++) {
        double sum = 0;
        for (int e = 0; e < EXPERTS; e++) {
          sum += layer.probabilities()[t * EXPERTS + e];
        }
        assertEquals(1, sum, 1e-4);
        assertEquals(
            layer.weights()[t * k], layer.probabilities()[t * EXPERTS + layer.chosen()[t * k]], 0);
      }
      assertTrue(layer.times().experts() > 0 && layer.times().attention() > 0);
    }
    assertTrue(pass.headNanos() > 0);
  }
}
