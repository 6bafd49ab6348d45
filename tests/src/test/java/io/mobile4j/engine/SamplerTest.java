package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.sampling.Sampler;
import io.mobile4j.engine.sampling.SamplingOptions;
import io.mobile4j.loader.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next token from logits. */
class SamplerTest {
  /** Probabilities at temperature 1, rounded: 0.53, 0.32, 0.12, 0.03. */
  private static final float[] LOGITS = {1.5f, 3f, 0f, 2.5f};

  @Test
  void greedyTakesTheLowestOfEqualTokens() {
    assertEquals(
        1,
        new Sampler(SamplingOptions.GREEDY, 4)
            .next(new float[] {-1, 2, 2, Float.NEGATIVE_INFINITY}));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, '[0, 1, 2, 3]'",
    "2, 1, 0, '[1, 3]'",
    "1, 1, 0, '[1]'",
    "0, 0.5, 0, '[1]'",
    "0, 0.8, 0, '[1, 3]'",
    "0, 0.9, 0, '[0, 1, 3]'",
    "0, 1, 0.5, '[1, 3]'",
    "0, 1, 0.1, '[0, 1, 3]'",
    "3, 0.8, 0, '[1, 3]'",
  })
  void draws(int topK, double topP, double minP, String tokens) {
    Sampler sampler = new Sampler(new SamplingOptions(1, topK, topP, minP, 1, 1), 4);
    Set<Integer> drawn = new TreeSet<>();
    for (int i = 0; i < 2000; i++) {
      drawn.add(sampler.next(LOGITS.clone()));
    }
    assertEquals(tokens, drawn.toString());
  }

  @Test
  void drawsAsOftenAsTheSoftmaxSays() {
    Sampler sampler = new Sampler(new SamplingOptions(1, 0, 1, 0, 1, 42), 4);
    int[] counts = new int[4];
    int draws = 40_000;
    for (int i = 0; i < draws; i++) {
      counts[sampler.next(LOGITS.clone())]++;
    }
    double sum = 0;
    for (float logit : LOGITS) {
      sum += Math.exp(logit);
    }
    for (int v = 0; v < 4; v++) {
      double p = Math.exp(LOGITS[v]) / sum;
      double deviation = Math.sqrt(p * (1 - p) / draws);
      assertEquals(p, counts[v] / (double) draws, 5 * deviation, "token " + v);
    }
  }

  /** Many tokens, many of them equal: few and more of them are wanted, and all. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 1", "40, 1, 0, 1", "40, 0.9, 0.05, 3", "700, 0.99, 0, 3", "2999, 1, 0.1, 1",
    "5000, 0.5, 0, 1", "0, 0.3, 0, 0.5", "0, 0.95, 0, 1", "0, 0.999, 0.01, 5", "0, 1, 0.2, 2",
    "0, 1, 0, 1",
  })
  void drawsWhatASortOfAllWouldGive(int topK, double topP, double minP, double temperature) {
    SamplingOptions options = new SamplingOptions(temperature, topK, topP, minP, 1, 7);
    Sampler sampler = new Sampler(options, 3000);
    SplittableRandom same = new SplittableRandom(options.seed());
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      float[] logits = new float[3000];
      for (int t = 0; t < logits.length; t++) {
        logits[t] = Math.round(8 * random.nextGaussian()) / 4f;
      }
      assertEquals(bySorting(logits, options, same.nextDouble()), sampler.next(logits.clone()));
    }
  }

  private static int bySorting(float[] logits, SamplingOptions options, double drawn) {
    List<Integer> tokens = new ArrayList<>(IntStream.range(0, logits.length).boxed().toList());
    tokens.sort(Comparator.comparingDouble((Integer t) -> -logits[t])); // stable
    ToDoubleFunction<Integer> weight =
        t -> Math.exp((logits[t] - logits[tokens.getFirst()]) / options.temperature());
    List<Integer> kept =
        tokens.subList(0, options.topK() == 0 ? 3000 : Math.min(options.topK(), 3000));
    double sum = kept.stream().mapToDouble(weight).sum();
    double reached = 0;
    int nucleus = 0;
    while (nucleus < kept.size() && (options.topP() == 1 || reached < options.topP() * sum)) {
      reached += weight.applyAsDouble(kept.get(nucleus++));
    }
    List<Integer> last =
        new ArrayList<>(
            kept.subList(0, nucleus).stream()
                .filter(t -> weight.applyAsDouble(t) >= options.minP())
                .toList());
    if (options.topK() == 0 && options.topP() == 1) {
      last.sort(Comparator.naturalOrder()); // all tokens are drawn from as they come
    }
    double left = drawn * last.stream().mapToDouble(weight).sum();
    for (int token : last) {
      left -= weight.applyAsDouble(token);
      if (left < 0) {
        return token;
      }
    }
    return last.getLast();
  }

  @Test
  void penaltyMakesSeenTokensLessLikelyWhateverTheirSign() {
    SamplingOptions options = new SamplingOptions(0, 0, 1, 0, 2, 0);
    Sampler sampler = new Sampler(options, 3);
    sampler.see(0);
    assertEquals(1, sampler.next(new float[] {3, 2, 1}), "3 / 2 is below 2");
    Sampler negative = new Sampler(options, 3);
    negative.see(0);
    assertEquals(1, negative.next(new float[] {-1, -1.5f, -9}), "-1 * 2 is below -1.5");
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertTrue(
        assertThrows(InputException.class, () -> new SamplingOptions(-1, 0, 1, 0, 1, 0))
            .getMessage()
            .contains("temperature"));
    assertThrows(InputException.class, () -> new SamplingOptions(Double.NaN, 0, 1, 0, 1, 0));
    assertThrows(InputException.class, () -> new SamplingOptions(1, -1, 1, 0, 1, 0));
    assertThrows(InputException.class, () -> new SamplingOptions(1, 0, 0, 0, 1, 0));
    assertThrows(InputException.class, () -> new SamplingOptions(1, 0, 1, 1.5, 1, 0));
    assertThrows(InputException.class, () -> new SamplingOptions(1, 0, 1, 0, 0, 0));
  }
}
