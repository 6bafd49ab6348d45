package io.mobile4j.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.golden.Expected;
import io.mobile4j.golden.Parity;
import io.mobile4j.nativeconfig.DeviceInfo;
import io.mobile4j.nativeconfig.RunsOnSdk;
import io.mobile4j.nativeconfig.Tornado;
import java.io.IOException;
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
  private static final double TOLERANCE = 1e-3;

  /** BF16 checkpoints of five architectures. */
  @TestFactory
  Stream<DynamicTest> goldens() throws IOException {
    return onEachDevice(Parity.checkpoints("golden"), "expected-float32.safetensors");
  }

  /** F16, and F32 in odd sizes. */
  @TestFactory
  Stream<DynamicTest> formats() throws IOException {
    List<Path> models =
        Parity.checkpoints("variants").stream()
            .filter(model -> model.toString().matches(".*_f(16|32)"))
            .toList();
    assertEquals(3, models.size());
    return onEachDevice(models, "expected.safetensors");
  }

  private static Stream<DynamicTest> onEachDevice(List<Path> models, String expected) {
    return Tornado.here().devices().stream()
        .map(DeviceInfo::id)
        .flatMap(device -> models.stream().map(model -> test(device, model, expected)));
  }

  private static DynamicTest test(String device, Path model, String expected) {
    EngineOptions options = EngineOptions.of(model).withDevice(device).withThreads(2);
    String name = device + ", " + model.getFileName();
    return DynamicTest.dynamicTest(name, () -> check(options, expected));
  }

  private static void check(EngineOptions options, String expected) {
    try (Engine engine = Engine.open(options)) {
      for (int prompt = 0; prompt < 3; prompt++) {
        Expected want = Expected.read(options.model().resolve(expected), prompt);
        Parity.checkLogits(engine, want, TOLERANCE);
        Parity.checkGreedy(engine, want);
      }
    }
  }
}
