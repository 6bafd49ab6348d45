package io.mobile4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.app.eval.Evaluation;
import io.mobile4j.app.eval.Evaluator;
import io.mobile4j.app.eval.Task;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Evaluations of a tiny random model against sums over its logits, and of the demo model. */
class EvaluatorTest {
  private static final Path TINY = Path.of("src/test/resources/golden/olmoe");
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final int[] IDS = IntStream.range(0, 20).map(i -> (i * 37 + 11) % 100).toArray();

  private static Engine tiny;

  @BeforeAll
  static void open() {
    tiny = Engine.open(EngineOptions.of(TINY).withDevice("cpu").withThreads(1));
  }

  @AfterAll
  static void close() {
    tiny.close();
  }

  @Test
  void perplexityIsThatOfTheLogits() {
    double[] negativeLog = {0};
    tiny.logits(
        IDS,
        (position, logits) -> {
          if (position + 1 < IDS.length) {
            double sum = 0;
            for (float logit : logits) {
              sum += Math.exp(logit);
            }
            negativeLog[0] += Math.log(sum) - logits[IDS[position + 1]];
          }
        });
    Evaluation exact = evaluate(new Policy.Exact(), IDS);
    assertEquals(Math.exp(negativeLog[0] / (IDS.length - 1)), exact.perplexity(), 1e-6);
    assertEquals(0, exact.klToExact(), 0);
    assertEquals(0, exact.fallbackRatio(), 0);
    assertEquals(0, exact.answers());
  }

  @Test
  void alwaysFallingBackIsExact() {
    Evaluation exact = evaluate(new Policy.Exact(), IDS);
    Evaluation mobile = evaluate(new Policy.Mobile(1.01, 1), IDS);
    assertEquals(exact.perplexity(), mobile.perplexity(), 1e-3 * exact.perplexity());
    assertEquals(0, mobile.klToExact(), 1e-6);
    assertEquals(1, mobile.fallbackRatio(), 0);
  }

  @Test
  void fewerExpertsAreFartherFromExact() {
    int k = tiny.expertsPerToken();
    assertTrue(k >= 2, "the tiny model has experts to leave out");
    double last = -1;
    for (int experts = k; experts >= 1; experts--) {
      Evaluation little = evaluate(new Policy.Little(experts), IDS);
      assertEquals(experts == k, little.klToExact() < 1e-6, "k = " + experts);
      last = little.klToExact();
    }
    assertTrue(last > 1e-6);
  }

  @Test
  void longTextsAreCutIntoWindows() {
    EngineOptions options = EngineOptions.of(TINY).withDevice("cpu").withThreads(1);
    try (Engine narrow = Engine.open(options.withContextTokens(8))) {
      List<Integer> steps = new ArrayList<>();
      Evaluation whole = new Evaluator(narrow, GenerateOptions.greedy(1), steps::add).text(IDS);
      assertEquals(List.of(8, 16, 20), steps);
      double log = 0;
      int tokens = 0;
      for (int from = 0; from < IDS.length; from += 8) {
        int[] window = Arrays.copyOfRange(IDS, from, Math.min(IDS.length, from + 8));
        Evaluation part = new Evaluator(narrow, GenerateOptions.greedy(1), _ -> {}).text(window);
        log += Math.log(part.perplexity()) * (window.length - 1);
        tokens += window.length - 1;
      }
      assertEquals(Math.exp(log / tokens), whole.perplexity(), 1e-9 * whole.perplexity());
    }
  }

  @Test
  void aTextOfOneTokenHasNothingToPredict() {
    assertThrows(InputException.class, () -> evaluate(new Policy.Exact(), new int[] {5}));
  }

  @Test
  void problemsAreCountedAndTimed() {
    List<Task> tasks =
        List.of(
            new Task(
                "Question: Mona has 9 apples and buys 82 more. How many apples does Mona have now?\nAnswer:",
                "91",
                "####"),
            new Task("Question: Mona has 9 apples.\nAnswer:", "no number", "####"));
    try (Engine demo = Engine.open(EngineOptions.of(DEMO).withDevice("cpu"))) {
      GenerateOptions options = GenerateOptions.greedy(32).withPolicy(new Policy.Mobile(0.7, 4));
      Evaluation evaluation = new Evaluator(demo, options, _ -> {}).tasks(tasks);
      assertEquals(2, evaluation.answers());
      assertEquals(0.5, evaluation.accuracy(), 0);
      assertTrue(evaluation.tokensPerAnswer() > 5 && evaluation.tokensPerAnswer() <= 32);
      assertTrue(evaluation.msPerAnswer() > 0);
      assertTrue(evaluation.perplexity() >= 1);
      assertTrue(evaluation.klToExact() > 0);
      assertEquals(
          List.of(
              "answers",
              "accuracy",
              "tokens_per_answer",
              "ms_per_answer",
              "perplexity",
              "kl_to_exact",
              "fallback_ratio"),
          new ArrayList<>(evaluation.json().propertyStream().map(Map.Entry::getKey).toList()));
    }
  }

  private static Evaluation evaluate(Policy policy, int[] ids) {
    GenerateOptions options = GenerateOptions.greedy(1).withPolicy(policy);
    return new Evaluator(tiny, options, _ -> {}).text(ids);
  }
}
