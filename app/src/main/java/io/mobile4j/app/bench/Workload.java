package io.mobile4j.app.bench;

import io.mobile4j.app.eval.Task;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What every arm of a comparison answers in a round.
 *
 * @param description for people
 * @param prompts token ids
 * @param answers how they are made, but for the policy
 */
public record Workload(String description, List<int[]> prompts, GenerateOptions answers) {
  private static final int RANDOM_SEED = 1;

  public Workload {
    prompts = List.copyOf(prompts);
  }

  /**
   * Problems, each answered to its natural end.
   *
   * @param maxNewTokens longest answer
   * @throws io.mobile4j.loader.InputException if the model has no tokenizer
   */
  public static Workload tasks(Engine engine, List<Task> tasks, int maxNewTokens) {
    return new Workload(
        "answers to %d problems".formatted(tasks.size()),
        tasks.stream().map(task -> engine.text().encode(task.prompt())).toList(),
        GenerateOptions.greedy(maxNewTokens));
  }

  /**
   * For models without a tokenizer: {@code gen} tokens after a random one. How sure the model is of
   * them, and so how often it falls back, says nothing about text.
   */
  public static Workload random(Engine engine, int gen) {
    int vocab = engine.plan().spec().vocabSize();
    int[] prompt = {new SplittableRandom(RANDOM_SEED).nextInt(vocab)};
    return new Workload(
        "%d tokens after a random one: fallbacks are not those of a text".formatted(gen),
        List.of(prompt),
        GenerateOptions.greedy(gen + 1).withIgnoreEos(true));
  }
}
