package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.policy.Stepper;
import io.mobile4j.loader.Golden;
import io.mobile4j.nativeconfig.DeviceInfo;
import io.mobile4j.nativeconfig.RunsOnSdk;
import io.mobile4j.nativeconfig.Tornado;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A prompt's pass leaves out what nobody reads: in the last layer all but the last position. The
 * logits after it, and those of the tokens that follow, are those of a pass over all positions.
 */
@RunsOnSdk
class LastLayerTest {
  private static final int FOLLOWING = 4;
  private static final int PASS = 512; // tokens that the CPU takes at once
  private static final String LONG = "\"max_position_embeddings\": 2048";

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> goldens() {
    return Stream.concat(Stream.of("cpu"), Tornado.here().devices().stream().map(DeviceInfo::id))
        .flatMap(
            device ->
                Stream.of("olmoe", "qwen2_moe", "qwen3_moe", "mixtral", "deepseek_v2")
                    .map(model -> test(device, Golden.model(model), 45)));
  }

  /** More than one pass: from all but the last only keys and values are wanted. */
  @TestFactory
  Stream<DynamicTest> severalPasses() {
    return Stream.of("olmoe", "deepseek_v2")
        .map(model -> test("cpu", withLongContext(model), 2 * PASS + 3));
  }

  private Path withLongContext(String model) {
    Path copy = directory.resolve(model);
    try (Stream<Path> files = Files.list(Golden.model(model))) {
      Files.createDirectory(copy);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
      Path config = copy.resolve("config.json");
      String text = Files.readString(config);
      String longer = text.replace("\"max_position_embeddings\": 256", LONG);
      assertNotEquals(text, longer);
      Files.writeString(config, longer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  private static DynamicTest test(String device, Path model, int prompt) {
    return DynamicTest.dynamicTest(
        "%s, %s, %d tokens".formatted(device, model.getFileName(), prompt),
        () -> check(device, model, prompt));
  }

  private static void check(String device, Path model, int prompt) {
    int context = prompt + FOLLOWING;
    EngineOptions options =
        EngineOptions.of(model).withDevice(device).withThreads(2).withContextTokens(context);
    try (Engine engine = Engine.open(options);
        Timeline timeline = engine.device().newTimeline(context)) {
      int vocab = engine.spec().vocabSize();
      int[] ids = new Random(prompt).ints(context, 4, vocab).toArray();
      List<float[]> all = new ArrayList<>();
      engine.logits(ids, (_, row) -> all.add(row.clone()));
      Stepper stepper = engine.stepper(timeline, GenerateOptions.greedy(1));
      int[] first = new int[prompt];
      System.arraycopy(ids, 0, first, 0, prompt);
      stepper.prefill(first, 0);
      compare(all.get(prompt - 1), stepper.logits(), prompt - 1);
      for (int at = prompt; at < context; at++) {
        stepper.step(ids[at], at);
        compare(all.get(at), stepper.logits(), at);
      }
      assertEquals(context, all.size());
    }
  }

  private static void compare(float[] want, float[] have, int position) {
    double worst = 0;
    double largest = 0;
    for (int v = 0; v < want.length; v++) {
      worst = Math.max(worst, Math.abs(want[v] - have[v]));
      largest = Math.max(largest, Math.abs(want[v]));
    }
    double error = worst / largest;
    assertTrue(error < 2e-5, () -> "position %d: error %g".formatted(position, error));
  }
}
