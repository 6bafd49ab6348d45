package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.engine.policy.Stepper;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A decoded token must not cost the garbage collector more than a constant few hundred bytes. */
@Tag("alone")
class DecodeAllocationTest {
  private static final int STEPS = 100;
  private static final int ROUNDS = 40;
  private static final int MAX_ROUNDS = 1000;
  private static final int BYTES_PER_STEP = 500;
  private static final int LIMIT = BYTES_PER_STEP * STEPS;

  static Stream<Arguments> policies() {
    Path demo = Golden.demo();
    Stream<Arguments> policies =
        Stream.of(new Policy.Exact(), new Policy.Little(4), new Policy.Mobile(0.9, 4))
            .map(policy -> Arguments.of(demo, WeightFormat.BF16, policy));
    Stream<Arguments> models =
        Stream.of("qwen2_moe", "qwen3_moe", "mixtral", "deepseek_v2")
            .map(model -> Arguments.of(Golden.model(model), WeightFormat.BF16, new Policy.Exact()));
    Stream<Arguments> q8 =
        Stream.of(demo, Golden.model("deepseek_v2"))
            .map(model -> Arguments.of(model, WeightFormat.Q8_0, new Policy.Exact()));
    return Stream.of(policies, models, q8).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aStepAllocatesNextToNothing(Path model, WeightFormat format, Policy policy) {
    EngineOptions asStored = EngineOptions.of(model).withDevice("cpu").withThreads(1);
    EngineOptions options =
        format == WeightFormat.Q8_0
            ? asStored.withExperts(format).withDense(format).withKv(format)
            : asStored;
    try (Engine engine = Engine.open(options);
        Timeline timeline = engine.device().newTimeline(256)) {
      GenerateOptions request = GenerateOptions.greedy(1).withPolicy(policy);
      Stepper stepper = engine.stepper(timeline, request);
      int[] prompt = {5, 6, 7, 8, 9, 10, 11};
      stepper.prefill(prompt, 0);
      long least = Long.MAX_VALUE;
      // Until the compiler is done, which a busy machine delays, short-lived objects are made.
      for (int round = 0; round < ROUNDS || (least >= LIMIT && round < MAX_ROUNDS); round++) {
        least = Math.min(least, allocatedBy(stepper, prompt.length));
      }
      long perStep = least / STEPS;
      assertTrue(perStep < BYTES_PER_STEP, () -> perStep + " bytes per step");
      System.out.printf(
          "decode, %s, %s, %s: %d bytes allocated per token%n",
          model.getFileName(), format, policy, perStep);
    }
  }

  private static long allocatedBy(Stepper stepper, int position) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STEPS; i++) {
      stepper.step(4 + i, position + i);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
