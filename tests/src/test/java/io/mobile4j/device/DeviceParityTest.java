package io.mobile4j.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Session;
import io.mobile4j.golden.Expected;
import io.mobile4j.nativeconfig.DeviceInfo;
import io.mobile4j.nativeconfig.RunsOnSdk;
import io.mobile4j.nativeconfig.Tornado;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every device of this test run against what HF transformers computes: the host without an SDK,
 * with it each device of each of its backends.
 */
@RunsOnSdk
class DeviceParityTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final double TOLERANCE = 1e-3;

  @TestFactory
  Stream<DynamicTest> goldens() throws IOException {
    List<Path> models = checkpoints("golden");
    return Tornado.here().devices().stream()
        .map(DeviceInfo::id)
        .flatMap(device -> models.stream().flatMap(model -> tests(device, model)));
  }

  private static List<Path> checkpoints(String parent) throws IOException {
    try (Stream<Path> entries = Files.list(RESOURCES.resolve(parent))) {
      return entries.filter(entry -> Files.exists(entry.resolve("config.json"))).sorted().toList();
    }
  }

  private static Stream<DynamicTest> tests(String device, Path model) {
    EngineOptions options = EngineOptions.of(model).withDevice(device).withThreads(2);
    String name = device + ", " + model.getFileName();
    return Stream.of(DynamicTest.dynamicTest(name, () -> check(options)));
  }

  private static void check(EngineOptions options) {
    try (Engine engine = Engine.open(options)) {
      for (int prompt = 0; prompt < 3; prompt++) {
        Expected want =
            Expected.read(options.model().resolve("expected-float32.safetensors"), prompt);
        checkLogits(engine, want);
        checkGreedy(engine, want);
      }
    }
  }

  private static void checkLogits(Engine engine, Expected want) {
    double[] worst = {0, 0};
    engine.logits(
        want.ids(),
        (position, logits) -> {
          for (int v = 0; v < logits.length; v++) {
            float value = want.logits()[position * logits.length + v];
            worst[0] = Math.max(worst[0], Math.abs(value - logits[v]));
            worst[1] = Math.max(worst[1], Math.abs(value));
          }
        });
    assertTrue(
        worst[0] < TOLERANCE * worst[1],
        () -> "largest error %g of largest logit %g".formatted(worst[0], worst[1]));
  }

  private static void checkGreedy(Engine engine, Expected want) {
    try (Session session = engine.newSession()) {
      GenerateOptions greedy = GenerateOptions.greedy(want.greedy().size()).withIgnoreEos(true);
      assertEquals(
          want.greedy(), session.generate(want.ids(), greedy, (token, text) -> {}).tokens());
    }
  }
}
