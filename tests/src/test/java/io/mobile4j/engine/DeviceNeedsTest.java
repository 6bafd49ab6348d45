package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.device.tornado.DeviceNeeds;
import io.mobile4j.engine.device.tornado.TornadoDevice;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.weights.WeightFormat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the plan says of a device's memory covers what is then allocated there. */
class DeviceNeedsTest {
  private static final long MOST_ABOVE = 64L << 20; // windows, and what is rounded up

  static Stream<Arguments> models() {
    return Stream.of("olmoe", "qwen2_moe", "qwen3_moe", "mixtral", "deepseek_v2", "demo")
        .flatMap(
            model ->
                Stream.of(Optional.<WeightFormat>empty(), Optional.of(WeightFormat.Q8_0))
                    .map(format -> Arguments.of(model, format)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void coverWhatIsAllocated(String model, Optional<WeightFormat> format) {
    Path directory = model.equals("demo") ? Path.of("../app/models/demo") : Golden.model(model);
    EngineOptions plain = EngineOptions.of(directory).withDevice("host").withThreads(2);
    EngineOptions options =
        format.map(f -> plain.withExperts(f).withDense(f)).orElse(plain).withContextTokens(64);
    try (Engine engine = Engine.open(options)) {
      Plan plan = engine.plan();
      DeviceNeeds needs =
          DeviceNeeds.of(
              plan.spec(),
              ModelFiles.read(directory).denseTensors(options.dense(), QuantOrder.ROWS),
              plan.expert(),
              plan.kvBytes(),
              plan.contextTokens());
      long planned = needs.otherBytes() + plan.slots() * needs.slotBytes();
      long allocated = ((TornadoDevice) engine.device()).deviceBytes();
      assertTrue(planned >= allocated, () -> planned + " planned, " + allocated + " allocated");
      assertTrue(
          planned <= allocated + MOST_ABOVE,
          () -> planned + " planned, " + allocated + " allocated");
    }
  }

  static Stream<Arguments> caches() {
    return Stream.of("olmoe", "qwen3_moe", "deepseek_v2")
        .flatMap(
            model ->
                Stream.of("cpu", "host")
                    .flatMap(
                        device ->
                            Stream.of(WeightFormat.F32, WeightFormat.Q8_0)
                                .map(format -> Arguments.of(model, device, format))));
  }

  @ParameterizedTest
  @MethodSource("caches")
  void areExactForTheKvCache(String model, String device, WeightFormat format) {
    EngineOptions options =
        EngineOptions.of(Golden.model(model))
            .withDevice(device)
            .withThreads(2)
            .withKv(format)
            .withContextTokens(61);
    try (Engine engine = Engine.open(options);
        Timeline timeline = engine.device().newTimeline(61)) {
      assertEquals(timeline.bytes(), engine.plan().kvBytes());
    }
  }
}
