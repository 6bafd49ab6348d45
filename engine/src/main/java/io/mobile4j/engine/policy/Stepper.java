package io.mobile4j.engine.policy;

import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.policy.PassTap.Outcome;
import io.mobile4j.engine.policy.PassTap.Part;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.head.Head;
import java.util.Optional;

/**
 * Computes the logits of one generation: the prompt with all K experts, then token by token as the
 * policy says (MoBiLE, arXiv 2510.12357, section III).
 */
public final class Stepper {
  private static final Head HEAD = Kernels.best().head();

  private final ModelDevice device;
  private final ExpertResidency residency;
  private final Forward forward;
  private final Timeline timeline;
  private final Policy policy;
  private final float[] logits; // [V]
  private final int[] next = new int[1];
  private final MobileRecorder recorder;
  private final PassOptions prefillPass;
  private final PassOptions exactPass;
  private final PassOptions littlePass;
  private final PassOptions bigPass;
  private final WarmStart warmStart; // null without
  private final PassTap tap;

  /**
   * @param tap sees every pass of the generation
   */
  public Stepper(
      ModelDevice device,
      ExpertResidency residency,
      Forward forward,
      Timeline timeline,
      Policy policy,
      Extensions extensions,
      ModelShape shape,
      PassTap tap) {
    this.device = device;
    this.residency = residency;
    this.forward = forward;
    this.timeline = timeline;
    this.policy = policy;
    this.tap = tap;
    int topK = shape.topK();
    logits = new float[shape.vocabSize()];
    recorder = new MobileRecorder(shape);
    int k = policy.firstExperts(topK);
    boolean ahead = extensions.routeAhead();
    boolean misses = extensions.cpuMisses();
    ExpertRule little =
        extensions.changeTheLittlePass()
            ? new ExpertRule.Extended(k, topK, extensions, residency)
            : new ExpertRule.Best(k);
    ExpertRule all = new ExpertRule.Best(topK);
    warmStart = extensions.warmStart() ? new WarmStart(shape) : null;
    prefillPass =
        new PassOptions(all, false, false, warmStart == null ? tap : tap.after(warmStart));
    exactPass = new PassOptions(all, ahead, misses, tap);
    littlePass = new PassOptions(little, ahead, misses, tap.after(this::rememberLittle));
    bigPass = new PassOptions(all, ahead, misses, tap.after(this::countBig));
  }

  private void rememberLittle(
      int layer, int tokens, float[] probabilities, int k, int[] chosen, float[] weights) {
    recorder.little(layer, probabilities);
  }

  private void countBig(
      int layer, int tokens, float[] probabilities, int k, int[] chosen, float[] weights) {
    recorder.big(layer, chosen);
  }

  /**
   * Computes {@code prompt[from, ...)} at its positions; leaves the logits of the last.
   *
   * @throws io.mobile4j.loader.InputException if they are not finite
   */
  public void prefill(int[] prompt, int from) {
    tap.generation();
    for (int at = from; at < prompt.length; at += device.maxTokens()) {
      int count = Math.min(device.maxTokens(), prompt.length - at);
      tap.begins(Kind.PREFILL, at, prompt, at, count);
      boolean last = at + count == prompt.length;
      forward.run(timeline, at, prompt, at, count, outputs(count, last), prefillPass);
      if (last) {
        head();
      }
      tap.ends(Float.NaN, Outcome.FINAL);
    }
    Finite.check(logits, prompt.length - 1);
    if (warmStart != null) {
      warmStart.prefetch(residency);
    }
  }

  /** Only the prompt's last position has logits to give, and only a warm start asks for routes. */
  private int outputs(int count, boolean last) {
    if (warmStart != null) {
      return count;
    }
    return last ? 1 : 0;
  }

  /**
   * Computes one token at its position; leaves its logits.
   *
   * @throws io.mobile4j.loader.InputException if they are not finite
   */
  public void step(int token, int position) {
    next[0] = token;
    switch (policy) {
      case Policy.Exact _ -> {
        pass(Kind.EXACT, position, exactPass);
        tap.ends(Float.NaN, Outcome.FINAL);
      }
      case Policy.Little _ -> {
        pass(Kind.LITTLE, position, littlePass);
        decided(confidence(), Outcome.FINAL);
      }
      case Policy.Mobile mobile -> mobileStep(position, mobile);
    }
    Finite.check(logits, position);
  }

  /** [V] of the last pass; the caller may overwrite them. */
  public float[] logits() {
    return logits;
  }

  /** What the policy did; empty for exact. */
  public Optional<MobileStats> stats() {
    return policy instanceof Policy.Exact ? Optional.empty() : Optional.of(recorder.stats());
  }

  private void mobileStep(int position, Policy.Mobile mobile) {
    residency.keepUsed(true);
    try {
      pass(Kind.LITTLE, position, littlePass);
      float confidence = confidence();
      boolean fallback = !(confidence >= mobile.gamma());
      decided(confidence, fallback ? Outcome.EVICTED : Outcome.ACCEPTED);
      if (fallback) {
        recorder.predict(residency);
        pass(Kind.BIG, position, bigPass);
        tap.ends(Float.NaN, Outcome.FINAL);
        residency.cancelPrefetches();
      }
    } finally {
      residency.keepUsed(false);
    }
  }

  /** At temperature 1, before any transformation of the logits. */
  private float confidence() {
    return HEAD.confidence(logits, 0, logits.length);
  }

  private void decided(float confidence, Outcome outcome) {
    recorder.step(confidence, outcome == Outcome.EVICTED);
    tap.ends(confidence, outcome);
  }

  private void pass(Kind kind, int position, PassOptions options) {
    tap.begins(kind, position, next, 0, 1);
    forward.run(timeline, position, next, 0, 1, 1, options);
    head();
  }

  private void head() {
    tap.enters(Part.HEAD);
    device.head(false, logits);
  }
}
