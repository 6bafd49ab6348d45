package io.mobile4j.loader.weights;

import java.util.List;

/**
 * Where one expert's matrices are stored.
 *
 * @param gate [I, H]
 * @param up [I, H]
 * @param down [H, I]
 */
public record ExpertMatrices(StoredMatrix gate, StoredMatrix up, StoredMatrix down) {
  List<StoredMatrix> all() {
    return List.of(gate, up, down);
  }

  /** Bytes in the checkpoint. */
  public long bytes() {
    return gate.bytes() + up.bytes() + down.bytes();
  }
}
