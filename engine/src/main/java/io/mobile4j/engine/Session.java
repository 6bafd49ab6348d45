package io.mobile4j.engine;

import io.mobile4j.engine.Generation.Timing;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.engine.policy.Stepper;
import io.mobile4j.engine.sampling.Sampler;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.text.StreamDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One timeline of tokens with its KV cache. A prompt that begins as the timeline does is computed
 * from where it differs. One thread generates at a time; {@link #cancel} may come from any.
 */
public final class Session implements AutoCloseable {
  private final Engine engine;
  private final Timeline timeline;
  private final int[] tokens; // [context] what the cache holds
  private int length; // positions of the cache that are valid
  private Policy policy = new Policy.Exact(); // that they were computed with
  private volatile boolean cancelled;
  private final Object running = new Object(); // held while a generation uses the timeline

  Session(Engine engine, int contextTokens) {
    this.engine = engine;
    timeline = engine.device().newTimeline(contextTokens);
    tokens = new int[contextTokens];
  }

  /**
   * Answers a user's message: through the model's chat template where it has one, else as plain
   * text.
   *
   * @throws InputException if the model has no tokenizer, or the prompt is empty or too long
   */
  public Generation chat(String message, GenerateOptions options, TokenListener listener) {
    return generate(engine.text().user(message), options, listener);
  }

  /**
   * Continues a text.
   *
   * @throws InputException if the model has no tokenizer, or the prompt is empty or too long
   */
  public Generation generate(String prompt, GenerateOptions options, TokenListener listener) {
    return generate(engine.text().encode(prompt), options, listener);
  }

  /**
   * Continues token ids.
   *
   * @throws InputException if the prompt is empty, too long, or has ids out of range
   */
  public Generation generate(int[] prompt, GenerateOptions options, TokenListener listener) {
    engine.checkPrompt(prompt, tokens.length);
    engine.checkPolicy(options.policy(), options.extensions());
    cancelled = false;
    synchronized (running) {
      synchronized (engine.compute()) {
        engine.checkOpen();
        return new Run(prompt, options, listener).generate();
      }
    }
  }

  /** Ends the running generation after the current token. Safe from any thread. */
  public void cancel() {
    cancelled = true;
  }

  /** Positions there is room for. */
  public int contextTokens() {
    return tokens.length;
  }

  /** A generation that is running in another thread is cancelled and waited for. */
  @Override
  public void close() {
    cancel();
    synchronized (running) {
      if (engine.closed(this)) {
        timeline.close();
      }
    }
  }

  /**
   * Positions of the prompt that need not be computed again; the last always is, for its logits.
   */
  private int reusable(int[] prompt, Policy wanted) {
    if (!policy.equals(wanted)) {
      return 0;
    }
    int most = Math.min(length, prompt.length - 1);
    int differs = Arrays.mismatch(tokens, 0, most, prompt, 0, most);
    return differs < 0 ? most : differs;
  }

  /** One generation. */
  private final class Run {
    private final int[] prompt;
    private final GenerateOptions options;
    private final TokenListener listener;
    private final Sampler sampler;
    private final Stepper stepper;
    private final List<Integer> generated = new ArrayList<>();
    private final StringBuilder answer = new StringBuilder();
    private final StopStrings stops;
    private final Optional<StreamDecoder> decoder;
    private final long started = System.nanoTime();

    Run(int[] prompt, GenerateOptions options, TokenListener listener) {
      this.prompt = prompt;
      this.options = options;
      this.listener = listener;
      sampler = new Sampler(options.sampling(), engine.spec().vocabSize());
      stepper = engine.stepper(timeline, options);
      stops = new StopStrings(options.stop());
      decoder = engine.text().newDecoder();
      if (decoder.isEmpty() && !options.stop().isEmpty()) {
        throw new InputException("stop strings need a tokenizer, and this model has none");
      }
    }

    Generation generate() {
      ResidencyCounters before = engine.residency().counters();
      int reused = reusable(prompt, options.policy());
      length = reused; // what follows is void if the pass fails
      policy = options.policy();
      stepper.prefill(prompt, reused);
      System.arraycopy(prompt, 0, tokens, 0, prompt.length);
      length = prompt.length;
      long prefilled = System.nanoTime();
      for (int token : prompt) {
        sampler.see(token);
      }
      FinishReason reason = accept(sampler.next(stepper.logits()));
      ResidencyCounters atFirst = engine.residency().counters();
      long first = System.nanoTime();
      while (reason == null && !cancelled && !engine.closed()) {
        int token = generated.getLast();
        stepper.step(token, length);
        tokens[length++] = token;
        reason = accept(sampler.next(stepper.logits()));
      }
      Optional<String> text = decoder.map(_ -> answer.toString());
      Timing timing =
          new Timing(
              prompt.length - reused,
              prefilled - started,
              first - started,
              generated.size() - 1,
              System.nanoTime() - first);
      ResidencyCounters after = engine.residency().counters();
      return new Generation(
          prompt.length,
          List.copyOf(generated),
          text,
          reason == null ? FinishReason.CANCELLED : reason,
          timing,
          stepper.stats(),
          after.since(before),
          after.since(atFirst));
    }

    /** Takes a token; returns why generation ends, or null. */
    private FinishReason accept(int token) {
      generated.add(token);
      boolean end = engine.endTokens().contains(token) && !options.ignoreEos();
      String piece = end ? "" : text(decoder.map(d -> d.add(token)).orElse(""));
      FinishReason reason = reason(end);
      if (reason != null) {
        piece += text(decoder.map(StreamDecoder::finish).orElse("")) + rest();
      }
      listener.token(token, piece);
      return reason;
    }

    private FinishReason reason(boolean end) {
      if (end || stops.matched()) {
        return FinishReason.STOP;
      }
      boolean full = length == tokens.length; // no room for this token's keys and values
      return generated.size() == options.maxNewTokens() || full ? FinishReason.LENGTH : null;
    }

    private String text(String decoded) {
      String shown = stops.push(decoded);
      answer.append(shown);
      return shown;
    }

    private String rest() {
      String rest = stops.rest();
      answer.append(rest);
      return rest;
    }
  }
}
