package io.mobile4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Compares an engine with what another one computed. */
public final class Parity {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private Parity() {}

  /** The checkpoints under a directory of the test resources, in order. */
  public static List<Path> checkpoints(String parent) throws IOException {
    try (Stream<Path> entries = Files.list(RESOURCES.resolve(parent))) {
      return entries.filter(entry -> Files.exists(entry.resolve("config.json"))).sorted().toList();
    }
  }

  /**
   * All positions of the prompt.
   *
   * @param tolerance largest error, as a share of the largest logit
   */
  public static void checkLogits(Engine engine, Expected want, double tolerance) {
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
        worst[0] < tolerance * worst[1],
        () -> "largest error %g of largest logit %g".formatted(worst[0], worst[1]));
  }

  /** The tokens that greedy decoding appends. */
  public static void checkGreedy(Engine engine, Expected want) {
    try (Session session = engine.newSession()) {
      GenerateOptions greedy = GenerateOptions.greedy(want.greedy().size()).withIgnoreEos(true);
      assertEquals(
          want.greedy(), session.generate(want.ids(), greedy, (token, text) -> {}).tokens());
    }
  }
}
