package io.mobile4j.device;

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

  @TestFactory
  Stream<DynamicTest> goldens() throws IOException {
    List<Path> models = Parity.checkpoints("golden");
    return Tornado.here().devices().stream()
        .map(DeviceInfo::id)
        .flatMap(device -> models.stream().flatMap(model -> tests(device, model)));
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
        Parity.checkLogits(engine, want, TOLERANCE);
        Parity.checkGreedy(engine, want);
      }
    }
  }
}
