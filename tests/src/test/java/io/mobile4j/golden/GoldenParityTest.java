package io.mobile4j.golden;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every architecture against what HF transformers computes: all positions, and greedy decoding. */
class GoldenParityTest {
  private static final double TOLERANCE = 1e-4;

  /** Computed by HF from the checkpoints in float32. */
  @TestFactory
  Stream<DynamicTest> float32() throws IOException {
    return Parity.checkpoints("golden").stream()
        .flatMap(model -> tests(model, "expected-float32.safetensors", false));
  }

  /** Computed by a model whose rotary frequencies had been cast to BF16. */
  @TestFactory
  Stream<DynamicTest> bf16Frequencies() throws IOException {
    return Parity.checkpoints("golden").stream()
        .flatMap(model -> tests(model, "expected.safetensors", true));
  }

  /** Other sizes, head ratios, switches, shardings, formats and spellings. */
  @TestFactory
  Stream<DynamicTest> variants() throws IOException {
    return Parity.checkpoints("variants").stream()
        .flatMap(model -> tests(model, "expected.safetensors", false));
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
    try (Engine engine = Engine.open(options)) {
      Parity.checkLogits(engine, want, TOLERANCE);
    }
  }

  private static void checkGreedy(EngineOptions options, Expected want) {
    try (Engine engine = Engine.open(options)) {
      Parity.checkGreedy(engine, want);
    }
  }
}
