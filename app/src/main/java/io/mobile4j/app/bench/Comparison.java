package io.mobile4j.app.bench;

import io.mobile4j.engine.Generation;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares ways of decoding in one process: a warm-up of every arm, the baseline against itself (A
 * A A A), then all arms in turns (A B A B), so that each pair meets the same machine.
 *
 * <p>Before every answer the slots are emptied, in all arms alike: an answer begins with what its
 * own prompt's prefill left there, and no arm finds what another has loaded or learned.
 */
public final class Comparison {
  private static final TokenListener NOBODY = (token, text) -> {};
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** How long a round should be at least, lest the noise of a moment is all that it shows. */
  public static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Workload load;
  private final int pairs;
  private final long warmUpNanos;
  private final long roundNanos;
  private final Steps progress;
  private int times = 1; // that a round answers every prompt

  /** Told how far a comparison has come. */
  @FunctionalInterface
  public interface Steps {
    /**
     * @param arm that is measured next
     * @param done rounds measured of {@link #rounds}
     */
    void next(Arm arm, int done);
  }

  /**
   * @param pairs rounds of each arm that count, and of the control; at least 1
   */
  public Comparison(Workload load, int pairs, Steps progress) {
    this(load, pairs, WARM_UP_NANOS, ROUND_NANOS, progress);
  }

  /**
   * @param pairs rounds of each arm that count, and of the control; at least 1
   * @param warmUpNanos shortest warm-up; every arm has one round of it in any case
   * @param roundNanos a shorter round answers its prompts again, in all arms as often
   */
  public Comparison(Workload load, int pairs, long warmUpNanos, long roundNanos, Steps progress) {
    this.load = load;
    this.pairs = pairs;
    this.warmUpNanos = warmUpNanos;
    this.roundNanos = roundNanos;
    this.progress = progress;
  }

  /** Rounds that will be measured, for so many arms beside the baseline. */
  public int rounds(int others) {
    return pairs * (2 + 1 + others);
  }

  /**
   * Measures arms against a baseline.
   *
   * @return the baseline's figures, then the others' in their order
   */
  public List<ArmFigures> run(Arm baseline, List<Arm> others) {
    List<Arm> arms = new ArrayList<>(List.of(baseline));
    arms.addAll(others);
    warmUp(arms);
    List<List<Round>> control = interleaved(List.of(baseline, baseline), 0);
    List<List<Round>> measured = interleaved(arms, 2 * pairs);
    List<ArmFigures> figures = new ArrayList<>();
    figures.add(
        new ArmFigures(baseline, measured.getFirst(), ratios(control.get(1), control.get(0))));
    for (int i = 1; i < arms.size(); i++) {
      List<Round> rounds = measured.get(i);
      figures.add(new ArmFigures(arms.get(i), rounds, ratios(rounds, measured.getFirst())));
    }
    return figures;
  }

  /** Until the kernels are compiled, once at least; tells how long a round is. */
  private void warmUp(List<Arm> arms) {
    long started = System.nanoTime();
    long now = started;
    long shortest = Long.MAX_VALUE;
    do {
      for (Arm arm : arms) {
        long before = now;
        round(arm);
        now = System.nanoTime();
        shortest = Math.min(shortest, now - before);
      }
    } while (now - started < warmUpNanos);
    times = Math.toIntExact(Math.max(1, Math.ceilDiv(roundNanos, shortest)));
  }

  /** Rounds of each arm: one of every arm before the next of any. */
  private List<List<Round>> interleaved(List<Arm> arms, int before) {
    List<List<Round>> rounds =
        arms.stream().map(_ -> (List<Round>) new ArrayList<Round>()).toList();
    for (int i = 0; i < pairs * arms.size(); i++) {
      Arm arm = arms.get(i % arms.size());
      progress.next(arm, before + i);
      rounds.get(i % arms.size()).add(round(arm));
    }
    return rounds;
  }

  private Round round(Arm arm) {
    return new Round(
        Stream.generate(load::prompts)
            .limit(times)
            .flatMap(List::stream)
            .map(prompt -> answer(arm, prompt))
            .toList());
  }

  /** In a session of its own, or a prompt like the last would not be computed whole. */
  private Generation answer(Arm arm, int[] prompt) {
    arm.engine().emptySlots();
    try (Session session = arm.engine().newSession()) {
      return session.generate(prompt, arm.of(load.answers()), NOBODY);
    }
  }

  private static Spread ratios(List<Round> rounds, List<Round> baseline) {
    return new Spread(
        IntStream.range(0, rounds.size())
            .mapToObj(i -> rounds.get(i).tokensPerSecond() / baseline.get(i).tokensPerSecond())
            .toList());
  }
}
