package io.mobile4j.engine;

import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.engine.device.DeviceException;
import io.mobile4j.engine.device.select.DeviceChoice;
import io.mobile4j.engine.device.select.Devices;
import io.mobile4j.engine.device.tornado.DeviceNeeds;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.DenseTensor;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.MachineMemory;
import java.util.List;
import java.util.Optional;

/** Works out what goes to which memory. */
public final class Planner {
  private static final int DEFAULT_CONTEXT = 4096;
  private static final long JVM_BYTES = 300_000_000L;
  private static final int PASS_TOKENS = 512;

  private Planner() {}

  /**
   * The plan for a model and options, whether it fits or not.
   *
   * @throws InputException if an option is out of range, or the device is not here
   */
  public static Plan plan(ModelFiles files, EngineOptions options) {
    List<DeviceChoice> choices = Devices.here().choose(options.device());
    for (DeviceChoice choice : choices.subList(0, choices.size() - 1)) {
      try {
        return plan(files, options, choice);
      } catch (DeviceException e) {
        // it cannot hold the model: the next device may
      }
    }
    return plan(files, options, choices.getLast());
  }

  /**
   * The plan for one device.
   *
   * @throws DeviceException if the device has not the memory
   */
  static Plan plan(ModelFiles files, EngineOptions options, DeviceChoice device) {
    ModelSpec spec = files.spec();
    int context = contextTokens(spec, options);
    QuantOrder order = QuantOrder.of(device);
    ExpertLayout expert = files.expertLayout(options.experts(), order);
    int layers = spec.expertLayers().size();
    int experts = spec.experts().routing().experts();
    List<DenseTensor> tensors = files.denseTensors(options.dense(), order);
    long dense = tensors.stream().mapToLong(DenseTensor::bytes).sum();
    boolean tornado = device.device().isPresent();
    WeightFormat cache = options.kv();
    Plan.MatrixBytes cacheBytes =
        tornado ? (rows, cols) -> DeviceNeeds.matrixBytes(cache, rows, cols) : cache::matrixBytes;
    long kv = Plan.kvBytes(spec, context, cacheBytes);
    DeviceNeeds needs =
        tornado
            ? DeviceNeeds.of(spec, tensors, expert, kv, context)
            : new DeviceNeeds(expert.recordBytes(), dense + kv + activationBytes(spec, context));
    int all = layers * experts;
    int fewest = Math.min(spec.experts().topK(), all);
    LadderOptions ladder =
        new DeviceRoom(device.device(), needs).limit(options.ladder(), all, fewest);
    Placement placement = Placement.of(ladder, expert.recordBytes(), all, spec.experts().topK());
    return new Plan(
        spec,
        device.id(),
        device.reason(),
        context,
        dense,
        lookupBytes(files),
        expert,
        layers,
        experts,
        kv,
        JVM_BYTES + activationBytes(spec, context),
        placement.slots(),
        placement.poolBytes(),
        placement.fileStore(),
        MachineMemory.availableBytes());
  }

  /** The embedding always stays in the format it is stored in. */
  private static long lookupBytes(ModelFiles files) {
    String embedding = files.spec().embedTokens();
    return files.spec().lmHead().weight().equals(embedding)
        ? 0
        : files.denseTensors(Optional.empty(), QuantOrder.ROWS).stream()
            .filter(tensor -> tensor.name().equals(embedding))
            .mapToLong(DenseTensor::bytes)
            .sum();
  }

  static int threads(EngineOptions options) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (options.threads() < 0 || options.threads() > 1024) {
      throw new InputException("threads = " + options.threads() + " is out of range: 1 to 1024");
    }
    return options.threads() == 0 ? cores : options.threads();
  }

  private static int contextTokens(ModelSpec spec, EngineOptions options) {
    int asked = options.contextTokens();
    if (asked < 0 || asked > spec.maxPositions()) {
      throw new InputException(
          "context = %d is out of range: the model was made for up to %d tokens"
              .formatted(asked, spec.maxPositions()));
    }
    return asked == 0 ? Math.min(spec.maxPositions(), DEFAULT_CONTEXT) : asked;
  }

  /**
   * Of a pass: some eight buffers of the model's width, what every chosen expert of every token
   * reads and gives, logits.
   */
  private static long activationBytes(ModelSpec spec, int context) {
    long tokens = Math.min(PASS_TOKENS, context);
    long perExpert = 2L * spec.hiddenSize() + 2L * spec.expertIntermediateSize();
    long widths = 8L * spec.hiddenSize() + spec.experts().topK() * perExpert;
    long attention =
        spec.layers().stream()
            .mapToLong(layer -> 3L * layer.attention().heads() * layer.attention().keySize())
            .max()
            .orElse(0);
    return Float.BYTES * (tokens * (widths + attention) + 2L * spec.vocabSize());
  }
}
