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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every architecture against what HF transformers computes: all positions, and greedy decoding. */
class GoldenParityTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final double TOLERANCE = 1e-4;

  /** Computed by HF from the checkpoints in float32. */
  @TestFactory
  Stream<DynamicTest> float32() throws IOException {
    return checkpoints("golden")
        .flatMap(model -> tests(model, "expected-float32.safetensors", false));
  }

  /** Computed by a model whose rotary frequencies had been cast to BF16. */
  @TestFactory
  Stream<DynamicTest> bf16Frequencies() throws IOException {
    return checkpoints("golden").flatMap(model -> tests(model, "expected.safetensors", true));
  }

  /** Other sizes, head ratios, switches, shardings, formats and spellings. */
  @TestFactory
  Stream<DynamicTest> variants() throws IOException {
    return checkpoints("variants").flatMap(model -> tests(model, "expected.safetensors", false));
  }

  private static Stream<Path> checkpoints(String parent) throws IOException {
    try (Stream<Path> entries = Files.list(RESOURCES.resolve(parent))) {
      return entries
          .filter(entry -> Files.exists(entry.resolve("config.json")))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Stream<DynamicTest> tests(Path model, String expected, boolean bf16) {
    EngineOptions options =
        EngineOptions.of(model).withDevice("cpu").withThreads(2).withBf16Frequencies(bf16);
    return IntStream.range(0, 3)
        .mapToObj(prompt -> Expected.read(model.resolve(expected), prompt))
        .flatMap(
            want ->
                Stream.of(
                    DynamicTest.dynamicTest(
                        "%s: logits of %d tokens".formatted(model.getFileName(), want.length()),
                        () -> checkLogits(options, want)),
                    DynamicTest.dynamicTest(
                        "%s: greedy after %d tokens".formatted(model.getFileName(), want.length()),
                        () -> checkGreedy(options, want))))
        .filter(test -> !beyondItsContext(test.getDisplayName()));
  }

  /** The variant with dynamic frequencies has a context of 24; the engine refuses more. */
  private static boolean beyondItsContext(String test) {
    return test.startsWith("qwen3_moe_rope_dynamic")
        && (test.endsWith("37 tokens") || test.endsWith("greedy after 11 tokens"));
  }

  private static void checkLogits(EngineOptions options, Expected want) {
    double[] worst = {0, 0};
    try (Engine engine = Engine.open(options)) {
      engine.logits(
          want.ids(),
          (position, logits) -> {
            for (int v = 0; v < logits.length; v++) {
              float value = want.logits()[position * logits.length + v];
              worst[0] = Math.max(worst[0], Math.abs(value - logits[v]));
              worst[1] = Math.max(worst[1], Math.abs(value));
            }
          });
    }
    assertTrue(
        worst[0] < TOLERANCE * worst[1],
        () -> "largest error %g of largest logit %g".formatted(worst[0], worst[1]));
  }

  private static void checkGreedy(EngineOptions options, Expected want) {
    try (Engine engine = Engine.open(options);
        Session session = engine.newSession()) {
      GenerateOptions greedy = GenerateOptions.greedy(want.greedy().size()).withIgnoreEos(true);
      assertEquals(
          want.greedy(), session.generate(want.ids(), greedy, (token, text) -> {}).tokens());
    }
  }
}
