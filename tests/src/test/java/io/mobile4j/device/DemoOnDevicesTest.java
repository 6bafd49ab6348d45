package io.mobile4j.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.DeviceInfo;
import io.mobile4j.nativeconfig.RunsOnSdk;
import io.mobile4j.nativeconfig.Tornado;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The trained demo model answers on every device of this test run as it does on the CPU. */
@RunsOnSdk
class DemoOnDevicesTest {
  private static final double TOLERANCE = 1e-3; // of the largest logit
  private static final String QUESTION =
      "Mona has 18 cups. Umar has 3 times as many cups as Mona. How many cups do they have together?";
  private static final GenerateOptions GREEDY = GenerateOptions.greedy(24);
  private static final List<GenerateOptions> POLICIES =
      List.of(
          GREEDY,
          GREEDY.withPolicy(new Policy.Little(0)),
          GREEDY.withPolicy(new Policy.Mobile(0.7, 0)));

  @TestFactory
  Stream<DynamicTest> answersAsTheCpu() {
    return Tornado.here().devices().stream()
        .map(DeviceInfo::id)
        .flatMap(
            device ->
                Stream.of(WeightFormat.BF16, WeightFormat.Q8_0)
                    .map(
                        experts ->
                            DynamicTest.dynamicTest(
                                device + ", experts " + experts, () -> check(device, experts))));
  }

  private static void check(String device, WeightFormat experts) {
    EngineOptions options =
        EngineOptions.of(Golden.demo()).withThreads(2).withContextTokens(256).withExperts(experts);
    try (Engine cpu = Engine.open(options.withDevice("cpu"));
        Engine other = Engine.open(options.withDevice(device))) {
      for (GenerateOptions policy : POLICIES) {
        assertEquals(answer(cpu, policy), answer(other, policy), policy::toString);
      }
      compare(logits(cpu), logits(other));
    }
  }

  private static List<Integer> answer(Engine engine, GenerateOptions options) {
    try (Session session = engine.newSession()) {
      return session.chat(QUESTION, options, (token, text) -> {}).tokens();
    }
  }

  private static List<float[]> logits(Engine engine) {
    List<float[]> rows = new ArrayList<>();
    engine.logits(engine.text().encode(QUESTION), (position, row) -> rows.add(row.clone()));
    return rows;
  }

  private static void compare(List<float[]> wanted, List<float[]> got) {
    double error = 0;
    double largest = 0;
    for (int position = 0; position < wanted.size(); position++) {
      for (int v = 0; v < wanted.get(position).length; v++) {
        float want = wanted.get(position)[v];
        error = Math.max(error, Math.abs(want - got.get(position)[v]));
        largest = Math.max(largest, Math.abs(want));
      }
    }
    double relative = error / largest;
    assertTrue(relative < TOLERANCE, () -> "largest error " + relative + " of the largest logit");
  }
}
