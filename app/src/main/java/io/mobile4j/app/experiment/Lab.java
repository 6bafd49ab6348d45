package io.mobile4j.app.experiment;

import io.mobile4j.app.bench.Arm;
import io.mobile4j.app.bench.ArmFigures;
import io.mobile4j.app.bench.Comparison;
import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.output.PlanText;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.LoadListener;
import io.mobile4j.engine.ModelFiles;
import io.mobile4j.engine.Plan;
import io.mobile4j.engine.Planner;
import io.mobile4j.engine.device.select.DeviceChoice;
import io.mobile4j.engine.device.select.Devices;
import io.mobile4j.loader.InputException;
import io.mobile4j.nativeconfig.DeviceInfo;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** What the cells of an experiment measure with: the model on the ladder that was asked for. */
final class Lab {
  /** Bytes a second of the simulated link where none is named and none is there. */
  private static final double USUAL_LINK = 1e9;

  private final Streams streams;
  private final EngineOptions asked;
  private final Plan plan; // with all experts in slots
  private final LadderOptions ladder;
  private final List<Domain> domains;
  private final int repeat;
  private final double warmUpSeconds;
  private final DeviceChoice device;
  private boolean planTold;
  private final Set<Domain> warm = new HashSet<>();
  private Consumer<String> progress = _ -> {};

  /**
   * @param asked how the model is loaded
   * @param repeat rounds of each arm
   * @throws InputException if the model cannot be read, or an option is out of range
   */
  Lab(
      Streams streams,
      EngineOptions asked,
      List<Domain> domains,
      int repeat,
      double warmUpSeconds) {
    this.streams = streams;
    this.asked = asked;
    this.domains = domains;
    this.repeat = repeat;
    this.warmUpSeconds = warmUpSeconds;
    device = Devices.here().choose(asked.device()).getFirst();
    ModelFiles files = ModelFiles.read(asked.model());
    plan = Planner.plan(files, asked.withLadder(LadderOptions.NONE));
    ladder = withDefaults(asked.ladder());
    Planner.plan(files, asked.withLadder(ladder)).check();
  }

  /** Where nothing else is asked for: slots for a quarter of the experts, behind a slow link. */
  private LadderOptions withDefaults(LadderOptions given) {
    LadderOptions chosen = given;
    if (given.expertSlots().isEmpty() && given.ram().isEmpty()) {
      chosen = chosen.withExpertSlots(Math.max(allExperts() / 4, 2 * plan.spec().experts().topK()));
    }
    boolean noLink = device.device().filter(DeviceInfo::isGpu).isEmpty() && given.ram().isEmpty();
    boolean bounded = chosen.expertSlots().orElse(0) < allExperts();
    return given.linkBytesPerSecond().isEmpty() && noLink && bounded
        ? chosen.withLink(USUAL_LINK, 0)
        : chosen;
  }

  /** Is told what is being done now. */
  void reportTo(Consumer<String> listener) {
    progress = listener;
  }

  List<Domain> domains() {
    return domains;
  }

  int repeat() {
    return repeat;
  }

  /** The device that computes, as {@code --device} names it. */
  String device() {
    return device.id();
  }

  EngineOptions asked() {
    return asked;
  }

  /** The model with all experts in slots, whether that fits or not. */
  Plan plan() {
    return plan;
  }

  /** Experts of all layers. */
  int allExperts() {
    return plan.expertLayers() * plan.expertsPerLayer();
  }

  /** K. */
  int topK() {
    return plan.spec().experts().topK();
  }

  /** The slots, link and cache that speeds are measured on. */
  LadderOptions ladder() {
    return ladder;
  }

  /** A ladder with as much as there is room for and no simulated link, for what is not timed. */
  LadderOptions unhurried() {
    LadderOptions given = asked.ladder();
    return new LadderOptions(
        OptionalInt.empty(),
        given.deviceMemory(),
        given.ram(),
        OptionalDouble.empty(),
        0,
        given.cache(),
        given.verify());
  }

  /** The same slots without a simulated link. */
  LadderOptions unhurried(LadderOptions on) {
    return new LadderOptions(
        on.expertSlots(),
        on.deviceMemory(),
        on.ram(),
        OptionalDouble.empty(),
        0,
        on.cache(),
        on.verify());
  }

  /** Loads the model. */
  Engine open(LadderOptions on) {
    return Engine.open(
        asked
            .withLadder(on)
            .withProgress(
                new LoadListener() {
                  @Override
                  public void plan(Plan made) {
                    if (!planTold) {
                      streams.err().println(PlanText.line(made));
                    }
                    planTold = true;
                  }

                  @Override
                  public void progress(String stage, long done, long total) {
                    progress.accept(stage);
                  }
                }));
  }

  /**
   * Compares arms in turns, after the baseline with itself.
   *
   * @return the baseline's figures, then the others' in their order
   */
  List<ArmFigures> compare(Domain domain, Arm baseline, List<Arm> others) {
    return new Comparison(
            domain.workload(baseline.engine()),
            repeat,
            warmUpNanos(domain),
            roundNanos(),
            (arm, done) -> progress.accept("%s, round %d".formatted(arm.name(), done + 1)))
        .run(baseline, others);
  }

  /** Time to warm up before a measurement: a domain's first compiles what it runs. */
  long warmUpNanos(Domain domain) {
    return warm.add(domain) ? Math.round(warmUpSeconds * 1e9) : 0;
  }

  /** How long a round should be at least; not longer than the warm-up. */
  long roundNanos() {
    return Math.min(Comparison.ROUND_NANOS, Math.round(warmUpSeconds * 1e9));
  }

  /** Says how far something has come. */
  void says(String what) {
    progress.accept(what);
  }
}
