package io.mobile4j.app.experiment.domain;

import io.mobile4j.app.bench.Workload;
import io.mobile4j.app.eval.Evaluation;
import io.mobile4j.app.eval.Evaluator;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.policy.MobileStats;
import io.mobile4j.engine.sampling.SamplingOptions;
import io.mobile4j.loader.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Texts to predict: passages of them, drawn with a fixed seed, as many as give enough tokens. */
public final class Passages implements Domain {
  private static final int CHARACTERS = 1200; // of a passage: enough for its tokens, mostly
  private static final int TOKENS = 256; // of a passage at most
  private static final int SEED = 1;
  private static final int PROMPTS = 6; // of a round
  private static final int PROMPT_TOKENS = 32;
  private static final int CONTINUATION = 24; // about as long as the shipped problems' answers

  /** The likeliest tokens would soon repeat themselves, and their experts with them. */
  private static final SamplingOptions SAMPLED = new SamplingOptions(1, 0, 1, 0, 1, SEED);

  private final String name;
  private final String source;
  private final int limit;
  private final List<String> pieces = new ArrayList<>();

  /**
   * @param source for people
   * @param limit tokens to predict
   */
  public Passages(String name, String source, List<String> texts, int limit) {
    this.name = name;
    this.source = source;
    this.limit = limit;
    for (String text : texts) {
      for (int from = 0; from < text.length(); from += CHARACTERS) {
        pieces.add(text.substring(from, Math.min(text.length(), from + CHARACTERS)));
      }
    }
    Collections.shuffle(pieces, new Random(SEED));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "%d tokens of %s, in passages drawn with a fixed seed".formatted(limit, source);
  }

  @Override
  public String digest() {
    return "%08x".formatted(pieces.hashCode());
  }

  @Override
  public Workload workload(Engine engine) {
    List<int[]> prompts =
        passages(engine).stream()
            .limit(PROMPTS)
            .map(ids -> Arrays.copyOf(ids, Math.min(ids.length, PROMPT_TOKENS)))
            .toList();
    return new Workload(
        "%d sampled tokens after each of %d passages of %s"
            .formatted(CONTINUATION, prompts.size(), source),
        prompts,
        GenerateOptions.greedy(CONTINUATION + 1).withSampling(SAMPLED).withIgnoreEos(true));
  }

  @Override
  public Evaluation evaluate(Engine engine, GenerateOptions options, Evaluator.Steps progress) {
    int[] ids = passages(engine).stream().flatMapToInt(IntStream::of).toArray();
    return new Evaluator(engine, options, progress).text(ids);
  }

  @Override
  public void decode(Engine engine, GenerateOptions options, Consumer<MobileStats> stats) {
    for (int[] ids : passages(engine)) {
      engine.follow(ids, 1, options, (_, _) -> {}).ifPresent(stats);
    }
  }

  /** Token ids of passages, of the limit in all. */
  private List<int[]> passages(Engine engine) {
    List<int[]> passages = new ArrayList<>();
    int most = Math.min(TOKENS, engine.plan().contextTokens());
    int left = limit;
    for (int i = 0; i < pieces.size() && left > 1; i++) {
      int[] ids = engine.text().encode(pieces.get(i));
      if (ids.length > 1) {
        passages.add(Arrays.copyOf(ids, Math.min(Math.min(ids.length, most), left)));
        left -= passages.getLast().length;
      }
    }
    if (passages.isEmpty()) {
      throw new InputException(source + ": has fewer than two tokens: there is nothing to predict");
    }
    return passages;
  }
}
