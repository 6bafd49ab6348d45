package io.mobile4j.engine.policy;

import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.head.Head;
import java.util.Optional;

/**
 * Computes the logits of one generation: the prompt with all K experts, then token by token as the
 * policy says (MoBiLE, arXiv 2510.12357, section III).
 */
public final class Stepper {
  private final ModelDevice device;
  private final ExpertResidency residency;
  private final Forward forward;
  private final Timeline timeline;
  private final Policy policy;
  private final Head head = Kernels.best().head();
  private final float[] logits; // [V]
  private final int[] next = new int[1];
  private final MobileRecorder recorder;
  private final PassOptions prefillPass;
  private final PassOptions exactPass;
  private final PassOptions littlePass;
  private final PassOptions bigPass;
  private final WarmStart warmStart; // null without

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
      RouterTap tap) {
    this.device = device;
    this.residency = residency;
    this.forward = forward;
    this.timeline = timeline;
    this.policy = policy;
    int topK = shape.topK();
    logits = new float[shape.vocabSize()];
    recorder = new MobileRecorder(shape);
    int k = policy.firstExperts(topK);
    boolean ahead = extensions.routeAhead();
    ExpertRule little =
        extensions.changeTheLittlePass()
            ? new ExpertRule.Extended(k, topK, extensions, residency)
            : new ExpertRule.Best(k);
    ExpertRule all = new ExpertRule.Best(topK);
    warmStart = extensions.warmStart() ? new WarmStart(shape) : null;
    prefillPass = new PassOptions(all, false, warmStart == null ? tap : both(tap, warmStart));
    exactPass = new PassOptions(all, ahead, tap);
    littlePass = new PassOptions(little, ahead, both(this::rememberLittle, tap));
    bigPass = new PassOptions(all, ahead, both(this::countBig, tap));
  }

  private void rememberLittle(
      int layer, int tokens, float[] probabilities, int k, int[] chosen, float[] weights) {
    recorder.little(layer, probabilities);
  }

  private void countBig(
      int layer, int tokens, float[] probabilities, int k, int[] chosen, float[] weights) {
    recorder.big(layer, chosen);
  }

  private static RouterTap both(RouterTap first, RouterTap second) {
    return (layer, tokens, probabilities, k, chosen, weights) -> {
      first.routed(layer, tokens, probabilities, k, chosen, weights);
      second.routed(layer, tokens, probabilities, k, chosen, weights);
    };
  }

  /** Computes {@code prompt[from, ...)} at its positions; leaves the logits of the last. */
  public void prefill(int[] prompt, int from) {
    for (int at = from; at < prompt.length; at += device.maxTokens()) {
      int count = Math.min(device.maxTokens(), prompt.length - at);
      forward.run(timeline, at, prompt, at, count, prefillPass);
    }
    device.head(false, logits);
    if (warmStart != null) {
      warmStart.prefetch(residency);
    }
  }

  /** Computes one token at its position; leaves its logits. */
  public void step(int token, int position) {
    next[0] = token;
    switch (policy) {
      case Policy.Exact _ -> pass(position, exactPass);
      case Policy.Little _ -> {
        pass(position, littlePass);
        recorder.step(confidence(), false);
      }
      case Policy.Mobile mobile -> mobileStep(position, mobile);
    }
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
      pass(position, littlePass);
      float confidence = confidence();
      boolean fallback = !(confidence >= mobile.gamma());
      recorder.step(confidence, fallback);
      if (fallback) {
        recorder.predict(residency);
        pass(position, bigPass);
        residency.cancelPrefetches();
      }
    } finally {
      residency.keepUsed(false);
    }
  }

  /** At temperature 1, before any transformation of the logits. */
  private float confidence() {
    return head.confidence(logits, 0, logits.length);
  }

  private void pass(int position, PassOptions options) {
    forward.run(timeline, position, next, 0, 1, options);
    device.head(false, logits);
  }
}
