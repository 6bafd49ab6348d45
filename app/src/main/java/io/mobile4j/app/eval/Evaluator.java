package io.mobile4j.app.eval;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.TokenListener;
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Measures the quality of a policy: on problems with known answers, and on a text. */
public final class Evaluator {
  private static final TokenListener NOBODY = (token, text) -> {};
  private static final int LONGEST_WINDOW = 512;
  private static final int MOST_LOGITS = 1 << 26; // of a window: 256 MiB

  private final Engine engine;
  private final GenerateOptions options;
  private final Steps progress;

  /** Told how far an evaluation has come. */
  @FunctionalInterface
  public interface Steps {
    /**
     * @param done problems or tokens
     */
    void done(int done);
  }

  /**
   * @param options how answers are made, and the policy that is measured
   */
  public Evaluator(Engine engine, GenerateOptions options, Steps progress) {
    this.engine = engine;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Answers problems. Perplexity and divergence are measured on the exact model's own answers.
   *
   * @throws InputException if the model has no tokenizer, or a problem is longer than its context
   */
  public Evaluation tasks(List<Task> tasks) {
    Likelihood likelihood = new Likelihood(engine, options);
    AnswerTally tally = new AnswerTally();
    for (int i = 0; i < tasks.size(); i++) {
      int[] prompt = engine.text().encode(tasks.get(i).prompt());
      Generation answer = answer(prompt, options);
      tally.add(answer, tasks.get(i).solvedBy(answer.text().orElseThrow()));
      likelihood.add(reference(prompt, answer), prompt.length);
      progress.done(i + 1);
    }
    return tally.evaluation(likelihood);
  }

  /**
   * Predicts a text: in windows that follow one another, each token but a window's first from those
   * of its window before it.
   *
   * @throws InputException if there are fewer than two tokens
   */
  public Evaluation text(int[] ids) {
    if (ids.length < 2) {
      throw new InputException("the text has fewer than two tokens: there is nothing to predict");
    }
    Likelihood likelihood = new Likelihood(engine, options);
    int window = window();
    for (int from = 0; from + 1 < ids.length; from += window) {
      int to = Math.min(ids.length, from + window);
      likelihood.add(Arrays.copyOfRange(ids, from, to), 1);
      progress.done(to);
    }
    return new Evaluation(
        0,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        likelihood.perplexity(),
        likelihood.klToExact(),
        likelihood.fallbackRatio());
  }

  private int window() {
    int context = Math.min(LONGEST_WINDOW, engine.plan().contextTokens());
    return Math.max(2, Math.min(context, MOST_LOGITS / engine.plan().spec().vocabSize()));
  }

  /** The prompt with the exact model's answer, as far as the context goes. */
  private int[] reference(int[] prompt, Generation answer) {
    Generation exact =
        options.policy() instanceof Policy.Exact
            ? answer
            : answer(
                prompt, options.withPolicy(new Policy.Exact()).withExtensions(Extensions.NONE));
    return IntStream.concat(
            Arrays.stream(prompt), exact.tokens().stream().mapToInt(Integer::intValue))
        .limit(engine.plan().contextTokens())
        .toArray();
  }

  private Generation answer(int[] prompt, GenerateOptions how) {
    try (Session session = engine.newSession()) {
      return session.generate(prompt, how, NOBODY);
    }
  }
}
