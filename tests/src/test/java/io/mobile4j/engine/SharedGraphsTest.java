package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.loader.Golden;
import io.mobile4j.nativeconfig.RunsOnSdk;
import io.mobile4j.nativeconfig.Tornado;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Layers that are alike share their graphs, and all are compiled before the first token. */
@RunsOnSdk
class SharedGraphsTest {
  private static final Path DEMO = Path.of("../app/models/demo");

  /** Of graphs compiled so far, out of how many. */
  private record Compiled(long done, long total) {}

  private static List<Compiled> compiled(Path model, int layers) {
    List<Compiled> steps = new ArrayList<>();
    EngineOptions options =
        EngineOptions.of(model)
            .withDevice(Tornado.here().devices().getFirst().id())
            .withThreads(2)
            .withContextTokens(64)
            .withProgress(
                (stage, done, total) -> {
                  if (stage.equals("compiling kernels")) {
                    steps.add(new Compiled(done, total));
                  }
                });
    try (Engine engine = Engine.open(options);
        Session session = engine.newSession()) {
      assertEquals(layers, engine.spec().layers().size());
      int before = steps.size();
      session.generate(new int[] {5, 6, 7}, GenerateOptions.greedy(3), (token, text) -> {});
      assertEquals(before, steps.size(), "nothing is left to compile");
    }
    return steps;
  }

  @Test
  void moreLayersNeedNoMoreGraphs() {
    List<Compiled> three = compiled(Golden.model("olmoe"), 3);
    List<Compiled> six = compiled(DEMO, 6);
    long total = three.getLast().total();
    assertEquals(
        LongStream.rangeClosed(1, total).mapToObj(done -> new Compiled(done, total)).toList(),
        three,
        "each is told of");
    assertEquals(three, six);
    System.out.println("graphs compiled for 3 layers and for 6: " + total);
  }
}
