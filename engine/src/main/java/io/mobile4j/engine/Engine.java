package io.mobile4j.engine;

import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.engine.device.DeviceException;
import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.device.select.DeviceChoice;
import io.mobile4j.engine.device.select.Devices;
import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.engine.policy.Extensions;
import io.mobile4j.engine.policy.Finite;
import io.mobile4j.engine.policy.Forward;
import io.mobile4j.engine.policy.MobileStats;
import io.mobile4j.engine.policy.ModelShape;
import io.mobile4j.engine.policy.PassTap;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.engine.policy.Stepper;
import io.mobile4j.engine.sampling.SamplingOptions;
import io.mobile4j.engine.telemetry.PassListener;
import io.mobile4j.engine.telemetry.PassRecorder;
import io.mobile4j.engine.telemetry.TraceWriter;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.config.GenerationConfig;
import io.mobile4j.loader.weights.WeightFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is loaded. Open one, make sessions of it, close it; sessions that are still open are
 * closed with it. Sessions may be used from several threads; they take turns.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final ModelFiles files;
  private final EngineOptions options;
  private final Plan plan;
  private final LoadedModel model;
  private final Forward forward;
  private final Text text;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Object compute = new Object();
  private volatile boolean closed;
  private volatile PassTap tap = PassTap.NONE;

  private Engine(EngineOptions options, ModelFiles files, Plan plan, Text text, LoadedModel model) {
    this.options = options;
    this.files = files;
    this.plan = plan;
    this.model = model;
    forward = new Forward(files.spec(), model.device(), model.residency(), model.host());
    this.text = text;
  }

  /**
   * Loads the model in a directory on the best device there is.
   *
   * @throws InputException if it cannot be loaded; nothing stays allocated then
   */
  public static Engine open(Path model) {
    return open(EngineOptions.of(model));
  }

  /**
   * Loads a model.
   *
   * @throws InputException if it cannot be loaded, or not as asked; nothing stays allocated then
   */
  public static Engine open(EngineOptions options) {
    return open(options, Devices.here());
  }

  /** On the first of those devices that can be used; the reason why another cannot is logged. */
  static Engine open(EngineOptions options, Devices devices) {
    List<DeviceChoice> choices = devices.choose(options.device());
    if (choices.getFirst().device().isPresent()) {
      HeadStart.end();
      return open(options, choices);
    }
    // Before the model's files say what they hold: nearly all released checkpoints are in BF16, and
    // long rows.
    QuantOrder order = QuantOrder.of(choices.getFirst());
    List<WeightFormat> formats =
        Stream.of(options.experts(), options.dense())
            .map(format -> format.orElse(WeightFormat.BF16))
            .map(format -> order.of(format, Integer.MAX_VALUE))
            .distinct()
            .toList();
    try (var _ = HeadStart.goOn(formats)) {
      return open(options, choices);
    }
  }

  private static Engine open(EngineOptions options, List<DeviceChoice> choices) {
    ModelFiles files = ModelFiles.read(options.model());
    for (DeviceChoice choice : choices.subList(0, choices.size() - 1)) {
      try {
        return open(options, files, choice);
      } catch (DeviceException e) {
        LOG.warn(
            "{} cannot be used, going on with the next device: {}", choice.id(), e.getMessage());
      }
    }
    return open(options, files, choices.getLast());
  }

  private static Engine open(EngineOptions options, ModelFiles files, DeviceChoice choice) {
    Plan plan = Planner.plan(files, options, choice).check();
    options.progress().plan(plan);
    Text text = Text.read(options.model());
    try {
      return new Engine(options, files, plan, text, LoadedModel.load(files, options, plan, choice));
    } catch (Throwable e) {
      text.close();
      throw e;
    }
  }

  /** A new timeline with room for the engine's context. */
  public Session newSession() {
    Session session = new Session(this, plan.contextTokens());
    sessions.add(session);
    return session;
  }

  /** What is in which memory. */
  public Plan plan() {
    return plan;
  }

  /** What was asked for. */
  public EngineOptions options() {
    return options;
  }

  /** What computes. */
  public String deviceDescription() {
    return model.device().description();
  }

  /** {@code model_type} of the checkpoint. */
  public String architecture() {
    return spec().architecture();
  }

  /** K, experts a token uses in the full model. */
  public int expertsPerToken() {
    return spec().experts().topK();
  }

  /** Tokens and text. */
  public Text text() {
    return text;
  }

  /**
   * The sampling the model's makers recommend; greedy where they ask for no sampling, then, too,
   * with their repetition penalty.
   */
  public SamplingOptions recommendedSampling(long seed) {
    GenerationConfig config = files.generation();
    if (!config.ignored().isEmpty()) {
      LOG.warn(
          "generation_config.json: not known and ignored: {}", String.join(", ", config.ignored()));
    }
    double penalty = config.repetitionPenalty();
    return config.doSample()
        ? new SamplingOptions(
            config.temperature(), config.topK(), config.topP(), config.minP(), penalty, seed)
        : new SamplingOptions(0, 0, 1, 0, penalty, seed);
  }

  /**
   * Logits of every position of a sequence, with all experts.
   *
   * @param sink told of the logits [V] of each position in turn; the array is reused
   * @throws InputException if the sequence is empty, too long, or has ids out of range, or if the
   *     logits are not finite
   */
  public void logits(int[] ids, LogitsSink sink) {
    checkPrompt(ids, plan.contextTokens());
    int vocab = spec().vocabSize();
    int chunk = Math.min(model.device().maxTokens(), Math.max(1, (1 << 24) / vocab));
    float[] chunkLogits = new float[chunk * vocab];
    float[] row = new float[vocab];
    synchronized (compute) {
      checkOpen();
      try (Timeline timeline = model.device().newTimeline(ids.length)) {
        for (int at = 0; at < ids.length; at += chunk) {
          int count = Math.min(chunk, ids.length - at);
          forward.run(timeline, at, ids, at, count, expertsPerToken());
          model.device().head(true, chunkLogits);
          for (int t = 0; t < count; t++) {
            System.arraycopy(chunkLogits, t * vocab, row, 0, vocab);
            Finite.check(row, at + t);
            sink.logits(at + t, row);
          }
        }
      }
    }
  }

  /**
   * Logits of a sequence as a policy computes them when it decodes it: {@code ids[0, prompt)} as a
   * prompt, the others token by token.
   *
   * @param prompt at least 1
   * @param request whose policy and extensions are used
   * @param sink told of the logits [V] of positions {@code prompt - 1} to T - 1; may overwrite them
   * @return what the policy did; empty for exact
   * @throws InputException if the sequence is too long, or has ids out of range
   */
  public Optional<MobileStats> follow(
      int[] ids, int prompt, GenerateOptions request, LogitsSink sink) {
    checkPrompt(ids, plan.contextTokens());
    checkPolicy(request.policy(), request.extensions());
    synchronized (compute) {
      checkOpen();
      try (Timeline timeline = model.device().newTimeline(ids.length)) {
        Stepper stepper = stepper(timeline, request);
        stepper.prefill(Arrays.copyOf(ids, prompt), 0);
        sink.logits(prompt - 1, stepper.logits());
        for (int position = prompt; position < ids.length; position++) {
          stepper.step(ids[position], position);
          sink.logits(position, stepper.logits());
        }
        return stepper.stats();
      }
    }
  }

  /**
   * Empties the expert slots and forgets what was learned of them, so that measurements begin
   * alike; without effect where every expert has a slot of its own.
   */
  public void emptySlots() {
    synchronized (compute) {
      checkOpen();
      model.residency().empty();
    }
  }

  /**
   * Tells a listener of every pass of every generation that begins from now on, until the recording
   * is closed. One recording at a time.
   *
   * @throws IllegalStateException if one is open
   */
  public Recording record(PassListener listener) {
    synchronized (compute) {
      checkNotRecorded();
      tap =
          new PassRecorder(
              spec().experts().routing().experts(),
              model.residency()::counters,
              model.device()::routerNanos,
              listener);
    }
    return () -> {
      synchronized (compute) {
        tap = PassTap.NONE;
      }
    };
  }

  /**
   * Writes every pass of every generation that begins from now on to an Arrow file. {@code
   * docs/trace.md} describes its columns.
   *
   * @throws InputException if the file cannot be made
   * @throws IllegalStateException if a recording is open
   */
  public TraceRecording trace(Path file) {
    synchronized (compute) {
      checkNotRecorded();
      TraceWriter writer = new TraceWriter(file, TraceMetadata.of(this));
      return new TraceRecording(record(writer), writer);
    }
  }

  private void checkNotRecorded() {
    if (!tap.equals(PassTap.NONE)) {
      throw new IllegalStateException("this engine is being recorded already");
    }
  }

  /** A listener that is being told; closing ends it. */
  @FunctionalInterface
  public interface Recording extends AutoCloseable {
    @Override
    void close();
  }

  /** Takes the logits of one position after the other. */
  @FunctionalInterface
  public interface LogitsSink {
    /**
     * @param position 0 to T - 1
     * @param logits [V]
     */
    void logits(int position, float[] logits);
  }

  ModelSpec spec() {
    return files.spec();
  }

  ModelDevice device() {
    return model.device();
  }

  ExpertResidency residency() {
    return model.residency();
  }

  /** Tokens that end an answer. */
  List<Integer> endTokens() {
    return files.generation().eosTokenIds();
  }

  /** Held while a pass is computed: the device computes one at a time. */
  Object compute() {
    return compute;
  }

  Stepper stepper(Timeline timeline, GenerateOptions request) {
    return new Stepper(
        model.device(),
        model.residency(),
        forward,
        timeline,
        request.policy(),
        request.extensions(),
        ModelShape.of(spec()),
        tap);
  }

  void checkPrompt(int[] ids, int contextTokens) {
    if (ids.length == 0) {
      throw new InputException("the prompt is empty");
    }
    if (ids.length > contextTokens) {
      throw new InputException(
          "the prompt has %d tokens, the context %d".formatted(ids.length, contextTokens));
    }
    for (int id : ids) {
      if (id < 0 || id >= spec().vocabSize()) {
        throw new InputException(
            "token id %d is out of range: the vocabulary is 0 to %d"
                .formatted(id, spec().vocabSize() - 1));
      }
    }
  }

  void checkPolicy(Policy policy, Extensions extensions) {
    if (policy instanceof Policy.Exact && extensions.changeTheLittlePass()) {
      throw new InputException(
          "complete and threshold change the little pass; policy exact has none");
    }
    if (extensions.cpuMisses() && model.host().isEmpty()) {
      throw new InputException(
          "cpu-misses needs the experts in main memory and fewer slots than experts; give --expert-slots, and no --ram");
    }
    int k = policy.firstExperts(expertsPerToken());
    if (k < 1 || k > expertsPerToken()) {
      throw new InputException(
          "little-experts = %d is out of range: 1 to %d".formatted(k, expertsPerToken()));
    }
    if (policy instanceof Policy.Mobile mobile && !(mobile.gamma() >= 0)) {
      throw new InputException("gamma = " + mobile.gamma() + " must be 0 or more");
    }
  }

  /** Forgets a session; false if it was closed before. */
  boolean closed(Session session) {
    return sessions.remove(session);
  }

  boolean closed() {
    return closed;
  }

  /** Called under {@link #compute}. */
  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  /** A generation that is running in another thread is cancelled and waited for. */
  @Override
  public void close() {
    closed = true;
    List.copyOf(sessions).forEach(Session::close);
    synchronized (compute) {
      model.close();
      text.close();
    }
  }
}
