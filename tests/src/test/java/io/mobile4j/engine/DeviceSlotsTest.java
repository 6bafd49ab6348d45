package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.device.tornado.DeviceTraffic;
import io.mobile4j.engine.device.tornado.TornadoDevice;
import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.kernels.device.DeviceCopy;
import io.mobile4j.kernels.experts.DeviceSlots;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.DeviceInfo;
import io.mobile4j.nativeconfig.RunsOnSdk;
import io.mobile4j.nativeconfig.Tornado;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The number of slots in a device's memory changes no token and no bit of a logit, only the bytes
 * that cross: an expert's for each load, and nothing else.
 */
@RunsOnSdk
class DeviceSlotsTest {
  private static final List<String> MODELS =
      List.of("olmoe", "qwen2_moe", "qwen3_moe", "mixtral", "deepseek_v2");
  private static final int[] PROMPT = new Random(7).ints(11, 4, 150).toArray();
  private static final GenerateOptions GREEDY = GenerateOptions.greedy(6).withIgnoreEos(true);
  private static final List<GenerateOptions> POLICIES =
      List.of(GREEDY, GREEDY.withPolicy(new Policy.Mobile(0.5, 0)));

  private static final int FIELDS = 48; // of a step

  /** What an engine computes, and what moved while it did. */
  private record Outcome(
      Plan plan,
      float[][] logits,
      List<Generation> answers,
      DeviceTraffic traffic,
      ResidencyCounters moved) {}

  @TestFactory
  Stream<DynamicTest> slotsChangeNothing() {
    return Tornado.here().devices().stream()
        .map(DeviceInfo::id)
        .flatMap(
            device ->
                MODELS.stream()
                    .flatMap(
                        model ->
                            Stream.of(
                                    Optional.<WeightFormat>empty(), Optional.of(WeightFormat.Q8_0))
                                .map(experts -> test(device, model, experts))));
  }

  private static DynamicTest test(String device, String model, Optional<WeightFormat> experts) {
    EngineOptions plain =
        EngineOptions.of(Golden.model(model))
            .withDevice(device)
            .withThreads(2)
            .withContextTokens(64);
    EngineOptions options = experts.map(plain::withExperts).orElse(plain);
    String name =
        "%s, %s, experts %s".formatted(device, model, experts.map(Enum::name).orElse("-"));
    return DynamicTest.dynamicTest(name, () -> check(options));
  }

  private static void check(EngineOptions options) {
    Outcome all = outcome(options);
    assertEquals(0, all.traffic.transfersUp(), "all resident: nothing but the pass crosses");
    int fewest = ModelFiles.read(options.model()).spec().experts().topK();
    int half = all.plan.slots() / 2;
    long bytesOfLoad = bytesOfLoad(all.plan.expert());
    for (int slots : new int[] {fewest, half}) {
      Outcome few = outcome(options.withLadder(LadderOptions.NONE.withExpertSlots(slots)));
      assertArrayEquals(all.logits, few.logits, () -> slots + " slots");
      for (int i = 0; i < POLICIES.size(); i++) {
        assertEquals(all.answers.get(i).tokens(), few.answers.get(i).tokens());
        assertEquals(all.answers.get(i).mobile(), few.answers.get(i).mobile()); // every bit
      }
      long loads = few.moved.demandLoads() + few.moved.prefetchLoads();
      assertTrue(loads > 0, "experts were loaded");
      assertEquals(loads * bytesOfLoad, few.traffic.transfersUp(), "bytes of a load");
      assertEquals(0, few.traffic.transfersDown(), "nothing comes back");
      int perLoad = all.plan.expert().format() == WeightFormat.Q8_0 ? 2 : 1;
      assertEquals(loads * perLoad, few.traffic.transferGraphs(), "calls of a load");
      assertEquals(all.traffic.down(), few.traffic.down(), "bytes of the passes, down");
    }
  }

  /**
   * An expert as the device has it, with the array's header and the step that says where it goes.
   */
  private static long bytesOfLoad(ExpertLayout expert) {
    int h = expert.hiddenSize();
    int i = expert.intermediateSize();
    long floats = DeviceSlots.floatsOf(expert.format(), h, i);
    long ints = DeviceSlots.intsOf(expert.format(), h, i);
    return LongStream.of(floats, ints)
        .filter(elements -> elements > 0)
        .map(elements -> bytes(elements) + bytes(DeviceCopy.FIELDS))
        .sum();
  }

  /** Of an array of so many elements. */
  private static long bytes(long elements) {
    return TornadoNativeArray.ARRAY_HEADER + 4 * elements;
  }

  @TestFactory
  Stream<DynamicTest> aTokenMovesOnlyWhatItMust() {
    return Tornado.here().devices().stream()
        .map(DeviceInfo::id)
        .map(device -> DynamicTest.dynamicTest(device, () -> checkToken(device)));
  }

  /** Per layer the router's result down, slots and weights up; per token embedding and logits. */
  private static void checkToken(String deviceId) {
    EngineOptions options = EngineOptions.of(Golden.model("olmoe")).withDevice(deviceId);
    try (Engine engine = Engine.open(options.withThreads(2).withContextTokens(64))) {
      TornadoDevice device = (TornadoDevice) engine.device();
      DeviceTraffic five = generate(engine, 5);
      DeviceTraffic six = generate(engine, 6);
      int experts = engine.plan().expertsPerLayer();
      int tokens = device.maxTokens();
      int layers = engine.spec().layers().size();
      int lists = 2 * experts + 1 + 2 * tokens * engine.expertsPerToken();
      long step = bytes(FIELDS);
      long weights = bytes((long) tokens * engine.expertsPerToken());
      DeviceTraffic token = six.since(five);
      assertEquals(
          layers * bytes((long) tokens * experts) + bytes(engine.spec().vocabSize()), token.down());
      assertEquals(
          bytes(engine.spec().hiddenSize())
              + 2 * step
              + layers * (step + bytes(FIELDS + lists) + weights),
          token.up());
      assertEquals(0, six.transfersUp() + six.transfersDown());
      assertEquals(2 + 2 * layers, token.graphs(), "embedding, two a layer, head");
      assertEquals(0, six.transferGraphs());
    }
  }

  private static DeviceTraffic generate(Engine engine, int count) {
    TornadoDevice device = (TornadoDevice) engine.device();
    DeviceTraffic before = device.traffic();
    try (Session session = engine.newSession()) {
      GenerateOptions greedy = GenerateOptions.greedy(count).withIgnoreEos(true);
      assertEquals(count, session.generate(PROMPT, greedy, (token, text) -> {}).tokens().size());
    }
    return device.traffic().since(before);
  }

  private static Outcome outcome(EngineOptions options) {
    try (Engine engine = Engine.open(options)) {
      TornadoDevice device = (TornadoDevice) engine.device();
      DeviceTraffic before = device.traffic();
      ResidencyCounters loadsBefore = engine.residency().counters();
      List<float[]> rows = new ArrayList<>();
      engine.logits(PROMPT, (position, row) -> rows.add(row.clone()));
      List<Generation> answers = new ArrayList<>();
      for (GenerateOptions policy : POLICIES) {
        try (Session session = engine.newSession()) {
          answers.add(session.generate(PROMPT, policy, (token, text) -> {}));
        }
      }
      return new Outcome(
          engine.plan(),
          rows.toArray(float[][]::new),
          answers,
          device.traffic().since(before),
          engine.residency().counters().since(loadsBefore));
    }
  }
}
