package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.synth.Shape;
import io.mobile4j.app.synth.SynthCheckpoint;
import io.mobile4j.app.synth.SynthWriter;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.loader.weights.WeightFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quants in another order are the same model. */
class QuantOrderTest {
  private static final double TOLERANCE = 1e-4; // of the largest logit
  private static final int[] IDS = {5, 499, 17, 3, 3, 250, 80, 81, 12, 400, 33, 2};

  @TempDir private Path directory;

  /** Rows of a tile and a half, and of one and a block; DeepSeek's have some that stay rows. */
  @ParameterizedTest
  @EnumSource(names = {"OLMOE_1B_7B", "DEEPSEEK_V2_LITE"})
  void tilesComputeWhatRowsDo(Shape shape) {
    Path model = write(shape, 768, 544);
    List<float[]> rows = logits(model, "host", WeightFormat.Q8_0);
    boolean preferred = Kernels.prefersTiles();
    WeightFormat format = preferred ? WeightFormat.Q8_0_TILES : WeightFormat.Q8_0;
    List<float[]> tiles = logits(model, "cpu", format);
    assertEquals(IDS.length, tiles.size());
    double error = 0;
    double largest = 0;
    for (int position = 0; position < IDS.length; position++) {
      for (int v = 0; v < rows.get(position).length; v++) {
        float wanted = rows.get(position)[v];
        error = Math.max(error, Math.abs(wanted - tiles.get(position)[v]));
        largest = Math.max(largest, Math.abs(wanted));
      }
    }
    double relative = error / largest;
    assertTrue(relative < TOLERANCE, () -> "largest error " + relative + " of the largest logit");
  }

  private static List<float[]> logits(Path model, String device, WeightFormat format) {
    EngineOptions options =
        EngineOptions.of(model)
            .withDevice(device)
            .withThreads(2)
            .withContextTokens(64)
            .withExperts(WeightFormat.Q8_0)
            .withDense(WeightFormat.Q8_0);
    try (Engine engine = Engine.open(options)) {
      assertEquals(format, engine.plan().expert().format());
      List<float[]> rows = new ArrayList<>();
      engine.logits(IDS, (position, row) -> rows.add(row.clone()));
      return rows;
    }
  }

  @Test
  void shortRowsStayRows() {
    try (Engine engine =
        Engine.open(
            EngineOptions.of(write(Shape.OLMOE_1B_7B, 576, 480))
                .withDevice("cpu")
                .withContextTokens(64)
                .withExperts(WeightFormat.Q8_0))) {
      assertEquals(WeightFormat.Q8_0, engine.plan().expert().format());
    }
  }

  private Path write(Shape shape, int hidden, int intermediate) {
    ObjectNode config = shape.config();
    config
        .put("hidden_size", hidden)
        .put("num_attention_heads", 4)
        .put("num_key_value_heads", 4)
        .put("intermediate_size", intermediate)
        .put("vocab_size", 500)
        .put("num_hidden_layers", 2);
    if (shape == Shape.OLMOE_1B_7B) {
      config.put("num_experts", 8).put("num_experts_per_tok", 2);
    } else {
      config
          .put("moe_intermediate_size", intermediate)
          .put("n_routed_experts", 8)
          .put("num_experts_per_tok", 2);
    }
    Path out = directory.resolve("model");
    new SynthWriter(out).write(SynthCheckpoint.of(config), 7, LoadListener.SILENT);
    return out;
  }
}
