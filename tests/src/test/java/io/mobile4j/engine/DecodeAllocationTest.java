package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.engine.policy.Stepper;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A decoded token must not cost the garbage collector more than a constant few hundred bytes. */
class DecodeAllocationTest {
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final int STEPS = 100;
  private static final int ROUNDS = 40;
  private static final int MAX_ROUNDS = 1000;
  private static final int BYTES_PER_STEP = 500;
  private static final int LIMIT = BYTES_PER_STEP * STEPS;

  static Stream<Policy> policies() {
    return Stream.of(new Policy.Exact(), new Policy.Little(4), new Policy.Mobile(0.9, 4));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aStepAllocatesNextToNothing(Policy policy) {
    EngineOptions options = EngineOptions.of(DEMO).withDevice("cpu").withThreads(1);
    try (Engine engine = Engine.open(options);
        Timeline timeline = engine.device().newTimeline(256)) {
      GenerateOptions request = GenerateOptions.greedy(1).withPolicy(policy);
      Stepper stepper = engine.stepper(timeline, request);
      int[] prompt = engine.text().encode("Question: Mona has 9 apples");
      stepper.prefill(prompt, 0);
      long least = Long.MAX_VALUE;
      // Until the compiler is done, which a busy machine delays, short-lived objects are made.
      for (int round = 0; round < ROUNDS || (least >= LIMIT && round < MAX_ROUNDS); round++) {
        least = Math.min(least, allocatedBy(stepper, prompt.length));
      }
      long perStep = least / STEPS;
      assertTrue(perStep < BYTES_PER_STEP, () -> perStep + " bytes per step");
      System.out.println("decode, " + policy + ": " + perStep + " bytes allocated per token");
    }
  }

  private static long allocatedBy(Stepper stepper, int position) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STEPS; i++) {
      stepper.step(300 + i, position + i);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
