package io.mobile4j.app.bench;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.TokenListener;
import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.MobileStats;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Measures one arm on its own: a prefill of random tokens, then decoding from an almost empty
 * context, each on its own as llama-bench does.
 */
public final class Probe implements AutoCloseable {
  private static final TokenListener NOBODY = (token, text) -> {};

  private final Arm arm;
  private final Load load;
  private final Session session;
  private final int vocab;
  private final SplittableRandom random;

  /**
   * @param seed of the random prompts
   */
  public Probe(Arm arm, Load load, long seed) {
    this.arm = arm;
    this.load = load;
    Engine engine = arm.engine();
    session = engine.newSession();
    vocab = engine.plan().spec().vocabSize();
    random = new SplittableRandom(seed);
  }

  /**
   * One measurement.
   *
   * @param prefill prompt tokens a second
   * @param firstTokenMillis from the prompt to the first token
   * @param decode generated tokens a second
   * @param mobile what the policy did while decoding
   * @param experts what moved while decoding
   */
  public record Sample(
      double prefill,
      double firstTokenMillis,
      double decode,
      Optional<MobileStats> mobile,
      ResidencyCounters experts) {}

  /** Measures once. */
  public Sample measure() {
    GenerateOptions one = arm.of(GenerateOptions.greedy(1));
    Generation prompt = session.generate(prompt(load.promptTokens()), one, NOBODY);
    GenerateOptions many = arm.of(GenerateOptions.greedy(load.genTokens() + 1).withIgnoreEos(true));
    Generation answer = session.generate(prompt(1), many, NOBODY);
    return new Sample(
        prompt.timing().prefillTokensPerSecond(),
        prompt.timing().firstTokenNanos() / 1e6,
        answer.timing().decodeTokensPerSecond(),
        answer.mobile(),
        answer.decodeExperts());
  }

  /** Other tokens each time: a prompt that is known already would not be computed. */
  private int[] prompt(int length) {
    return random.ints(length, 0, vocab).toArray();
  }

  @Override
  public void close() {
    session.close();
  }
}
