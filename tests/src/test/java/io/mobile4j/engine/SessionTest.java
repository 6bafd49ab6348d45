package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.policy.Policy;
import io.mobile4j.engine.sampling.SamplingOptions;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions on the demo model: answers, streaming, sampling, limits, cancelling, taking turns. */
class SessionTest {
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final String QUESTION =
      "Mona has 18 cups. Umar has 3 times as many cups as Mona. How many cups do they have together?";
  private static final TokenListener NOBODY = (token, text) -> {};

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
  void answersAQuestion() {
    try (Session session = engine.newSession()) {
      Generation answer = session.chat(QUESTION, GenerateOptions.greedy(60), NOBODY);
      assertTrue(
          answer.text().orElseThrow().strip().endsWith("#### 72"), answer.text()::orElseThrow);
      assertEquals(FinishReason.STOP, answer.finishReason());
      assertEquals(0, answer.tokens().getLast(), "the end token is the last");
    }
  }

  @Test
  void streamsWhatItReturns() {
    StringBuilder streamed = new StringBuilder();
    List<Integer> tokens = new ArrayList<>();
    try (Session session = engine.newSession()) {
      Generation answer =
          session.chat(
              QUESTION,
              GenerateOptions.greedy(60),
              (token, text) -> {
                tokens.add(token);
                streamed.append(text);
              });
      assertEquals(answer.text().orElseThrow(), streamed.toString());
      assertEquals(answer.tokens(), tokens);
    }
  }

  @Test
  void stopStringEndsTheAnswerAndIsNotPartOfIt() {
    GenerateOptions options = GenerateOptions.greedy(60).withStop(List.of("####", "nowhere"));
    StringBuilder streamed = new StringBuilder();
    try (Session session = engine.newSession()) {
      Generation answer = session.chat(QUESTION, options, (token, text) -> streamed.append(text));
      assertFalse(answer.text().orElseThrow().contains("#"), answer.text()::orElseThrow);
      assertEquals(FinishReason.STOP, answer.finishReason());
      assertEquals(answer.text().orElseThrow(), streamed.toString());
    }
  }

  @Test
  void endsAtTheAskedLength() {
    try (Session session = engine.newSession()) {
      Generation answer = session.chat(QUESTION, GenerateOptions.greedy(3), NOBODY);
      assertEquals(3, answer.tokens().size());
      assertEquals(FinishReason.LENGTH, answer.finishReason());
    }
  }

  @Test
  void endsAtTheEndOfTheContext() {
    EngineOptions options = EngineOptions.of(DEMO).withDevice("cpu").withContextTokens(12);
    try (Engine small = Engine.open(options);
        Session session = small.newSession()) {
      GenerateOptions long24 = GenerateOptions.greedy(24).withIgnoreEos(true);
      Generation answer = session.generate(new int[] {5, 6, 7, 8, 9}, long24, NOBODY);
      assertEquals(FinishReason.LENGTH, answer.finishReason());
      // Positions 5 to 11 take seven tokens; the last is chosen and needs no position.
      assertEquals(8, answer.tokens().size());
    }
  }

  @Test
  void aSecondPromptContinuesFromWhatIsShared() {
    int[] prompt = engine.text().encode("Question: Mona has 9 apples and buys 82 more.");
    int[] longer = engine.text().encode("Question: Mona has 9 apples and buys 82 more. How many");
    try (Session warm = engine.newSession();
        Session fresh = engine.newSession()) {
      warm.generate(prompt, GenerateOptions.greedy(5), NOBODY);
      Generation reused = warm.generate(longer, GenerateOptions.greedy(12), NOBODY);
      assertTrue(reused.timing().prefillTokens() < longer.length, "a part was there already");
      assertEquals(
          fresh.generate(longer, GenerateOptions.greedy(12), NOBODY).tokens(), reused.tokens());
    }
  }

  @Test
  void anotherPolicyReusesNothing() {
    int[] prompt = engine.text().encode("def main():\n    return");
    try (Session session = engine.newSession()) {
      session.generate(prompt, GenerateOptions.greedy(5).withPolicy(new Policy.Little(2)), NOBODY);
      Generation exact = session.generate(prompt, GenerateOptions.greedy(5), NOBODY);
      assertEquals(prompt.length, exact.timing().prefillTokens());
    }
  }

  @Test
  void cancelEndsAfterTheCurrentToken() {
    try (Session session = engine.newSession()) {
      Generation answer =
          session.chat(QUESTION, GenerateOptions.greedy(60), (token, text) -> session.cancel());
      assertEquals(1, answer.tokens().size());
      assertEquals(FinishReason.CANCELLED, answer.finishReason());
      assertTrue(
          session.chat(QUESTION, GenerateOptions.greedy(60), NOBODY).tokens().size() > 10,
          "the next answer is not cancelled");
    }
  }

  @Test
  void sessionsTakeTurns() {
    List<Integer> alone;
    try (Session session = engine.newSession()) {
      alone = session.chat(QUESTION, GenerateOptions.greedy(40), NOBODY).tokens();
    }
    List<CompletableFuture<List<Integer>>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(
          CompletableFuture.supplyAsync(
              () -> {
                try (Session session = engine.newSession()) {
                  return session.chat(QUESTION, GenerateOptions.greedy(40), NOBODY).tokens();
                }
              }));
    }
    answers.forEach(answer -> assertEquals(alone, answer.join()));
  }

  @Test
  void aSeedGivesTheSameAnswerAndAnotherSeedAnother() {
    SamplingOptions hot = new SamplingOptions(2, 0, 1, 0, 1, 7);
    SamplingOptions other = new SamplingOptions(2, 0, 1, 0, 1, 8);
    assertEquals(sampled(hot), sampled(hot));
    assertNotEquals(sampled(hot), sampled(other));
  }

  @Test
  void badPromptsAreRefused() {
    try (Session session = engine.newSession()) {
      refused(session, new int[0], "empty");
      refused(session, new int[] {1, 1024}, "1024");
      refused(session, new int[] {-1}, "-1");
      refused(session, new int[257], "257");
    }
  }

  @Test
  void badPoliciesAreRefused() {
    try (Session session = engine.newSession()) {
      for (Policy policy :
          List.of(
              new Policy.Little(9),
              new Policy.Little(-1),
              new Policy.Mobile(-0.1, 4),
              new Policy.Mobile(Double.NaN, 4))) {
        GenerateOptions options = GenerateOptions.greedy(2).withPolicy(policy);
        assertThrows(InputException.class, () -> session.generate(new int[] {5}, options, NOBODY));
      }
    }
  }

  private static List<Integer> sampled(SamplingOptions sampling) {
    GenerateOptions options = GenerateOptions.greedy(20).withSampling(sampling).withIgnoreEos(true);
    try (Session session = engine.newSession()) {
      return session.chat(QUESTION, options, NOBODY).tokens();
    }
  }

  private static void refused(Session session, int[] prompt, String mentions) {
    InputException e =
        assertThrows(
            InputException.class,
            () -> session.generate(prompt, GenerateOptions.greedy(2), NOBODY));
    assertTrue(e.getMessage().contains(mentions), e::getMessage);
  }
}
