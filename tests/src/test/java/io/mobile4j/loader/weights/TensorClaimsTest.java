package io.mobile4j.loader.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorClaimsTest {
  @TempDir Path directory;

  private TensorClaims claims;

  @BeforeEach
  void writeCheckpoint() {
    claims =
        new TensorClaims(
            new TestCheckpoint()
                .bf16("w", new float[6], 2L, 3L)
                .f32("v", new float[3], 3L)
                .i32("ids", new int[1], 1L)
                .f32("layers.0.rotary_emb.inv_freq", new float[1], 1L)
                .write(directory));
  }

  @Test
  void tensorsOfTheRightShapeAreClaimed() {
    assertEquals(WeightFormat.BF16, claims.matrix("w", 2, 3).format());
    assertEquals(1, claims.vector("v", 3).rows());
    assertTrue(claims.has("ids"));
    assertFalse(claims.has("x"));
  }

  @Test
  void missingTensorIsNamed() {
    assertEquals(directory + ": tensor x is missing", refused(() -> claims.matrix("x", 1, 1)));
  }

  @Test
  void wrongShapeIsShownBesideTheRightOne() {
    assertTrue(
        refused(() -> claims.matrix("w", 3, 2))
            .endsWith("tensor w has shape [2, 3], but config.json makes it [3, 2]"));
    assertTrue(refused(() -> claims.vector("w", 6)).contains("makes it [6]"));
    assertTrue(refused(() -> claims.stack("w", 2, 3, 1)).contains("makes it [2, 3, 1]"));
  }

  @Test
  void wrongTypeIsNamed() {
    assertTrue(
        refused(() -> claims.vector("ids", 1))
            .endsWith("tensor ids is I32; supported weights are F32, BF16 and F16"));
  }

  @Test
  void whatNobodyClaimedIsSurplus() {
    claims.matrix("w", 2, 3);
    String message = refused(() -> claims.rejectUnclaimed(name -> name.endsWith("inv_freq")));
    assertTrue(message.contains("2 tensors belong to no part of the model"), message);
    assertTrue(message.endsWith(": ids, v"), message);
    claims.vector("v", 3);
    claims.rejectUnclaimed(name -> !name.startsWith("v"));
  }

  private static String refused(Runnable claim) {
    return assertThrows(InputException.class, claim::run).getMessage();
  }
}
