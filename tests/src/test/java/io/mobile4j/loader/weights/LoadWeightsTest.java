package io.mobile4j.loader.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.loader.Golden;
import io.mobile4j.loader.safetensors.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadWeightsTest {
  private static final ExpertNames NAMES =
      new ExpertNames("model.layers.%d.mlp.experts", "gate_proj", "up_proj", "down_proj");

  private final OffHeap memory = new OffHeap();

  @AfterEach
  void nothingLeaks() {
    memory.close();
    assertEquals(0, memory.allocated());
  }

  @Test
  void everyExpertOfAShardedCheckpointIsInItsRecord() {
    Checkpoint checkpoint = Checkpoint.open(Golden.model("olmoe"));
    TensorClaims claims = new TensorClaims(checkpoint);
    ExpertSource source = new ExpertSource(claims, NAMES, List.of(0, 1, 2), 16, 64, 32);
    List<Long> progress = new ArrayList<>();
    try (ExpertPool pool =
        ExpertPool.load(
            memory, source, source.asStored(), true, 3, (done, total) -> progress.add(done))) {
      pool.verify();
      assertEquals(source.bytes(), progress.getLast());
      Matrix down = pool.layout().down(pool.record(2, 15));
      StoredMatrix stored = claims.matrix("model.layers.2.mlp.experts.15.down_proj.weight", 64, 32);
      try (DenseWeights dense =
          DenseWeights.load(
              memory, checkpoint, List.of(DenseTensor.asStored(stored)), 1, LoadProgress.NONE)) {
        assertArrayEquals(dense.floats(stored.tensor().name()), Values.all(down));
      }
    }
  }
}
