package io.mobile4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every architecture against what HF transformers computes, all positions, and greedy decoding. */
class GoldenParityTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final double TOLERANCE = 1e-4;

  /** The files as they came: computed by a model whose rotary frequencies had been cast to BF16. */
  @TestFactory
  Stream<DynamicTest> asGiven() throws IOException {
    return directories(GOLDEN)
        .flatMap(model -> tests(model, model.resolve("expected.safetensors"), true));
  }

  /** The same ids and checkpoints variants, computed by HF from the checkpoint in float32. */
  @TestFactory
  Stream<DynamicTest> inFloat32() throws IOException {
    return directories(Path.of("/tmp/variants"))
        .filter(d -> !d.getFileName().toString().equals("golden-corrected"))
        .flatMap(model -> tests(model, model.resolve("expected.safetensors"), false));
  }

  @TestFactory
  Stream<DynamicTest> corrected() throws IOException {
    return directories(GOLDEN)
        .flatMap(
            model ->
                tests(
                    model,
                    Path.of("/tmp/variants/golden-corrected")
                        .resolve(model.getFileName())
                        .resolve("expected.safetensors"),
                    false));
  }

  private static Stream<Path> directories(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  private static Stream<DynamicTest> tests(Path model, Path expected, boolean bf16) {
    return Stream.of(0, 1, 2)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    model.getFileName() + " prompt " + i, () -> check(model, expected, bf16, i)));
  }

  private static void check(Path model, Path expectedFile, boolean bf16, int prompt) {
    Expected expected = Expected.read(expectedFile, prompt);
    EngineOptions options =
        EngineOptions.of(model).withDevice("cpu").withThreads(2).withBf16Frequencies(bf16);
    try (Engine engine = Engine.open(options)) {
      double[] worst = {0, 0};
      engine.logits(
          expected.ids(),
          (position, logits) -> {
            for (int v = 0; v < logits.length; v++) {
              float want = expected.logits()[position * logits.length + v];
              worst[0] = Math.max(worst[0], Math.abs(want - logits[v]));
              worst[1] = Math.max(worst[1], Math.abs(want));
            }
          });
      assertTrue(
          worst[0] < TOLERANCE * worst[1], () -> "largest error " + worst[0] + " of " + worst[1]);
      try (Session session = engine.newSession()) {
        GenerateOptions greedy =
            GenerateOptions.greedy(expected.greedy().size()).withIgnoreEos(true);
        assertEquals(
            expected.greedy(), session.generate(expected.ids(), greedy, (t, s) -> {}).tokens());
      }
    }
  }

  record Expected(int[] ids, float[] logits, List<Integer> greedy) {
    static Expected read(Path file, int prompt) {
      var checkpoint = io.mobile4j.loader.safetensors.Checkpoint.open(file);
      try (var arena = java.lang.foreign.Arena.ofConfined()) {
        int[] ids =
            checkpoint
                .map(checkpoint.info("ids" + prompt), arena)
                .toArray(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED);
        float[] logits =
            checkpoint
                .map(checkpoint.info("logits" + prompt), arena)
                .toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED);
        int[] greedy =
            checkpoint
                .map(checkpoint.info("greedy" + prompt), arena)
                .toArray(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED);
        return new Expected(ids, logits, java.util.Arrays.stream(greedy).boxed().toList());
      }
    }
  }
}
