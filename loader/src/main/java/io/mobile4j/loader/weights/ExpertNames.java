package io.mobile4j.loader.weights;

/**
 * How an architecture names the tensors of its experts.
 *
 * @param prefix what stands before an expert's number, with {@code %d} for the layer, e.g. {@code
 *     model.layers.%d.mlp.experts}
 * @param gate e.g. {@code gate_proj}
 * @param up e.g. {@code up_proj}
 * @param down e.g. {@code down_proj}
 */
public record ExpertNames(String prefix, String gate, String up, String down) {
  /** The name of one expert's matrix, which is one of {@link #gate}, {@link #up}, {@link #down}. */
  public String separate(int layer, int expert, String matrix) {
    return ofLayer(layer) + "." + expert + "." + matrix + ".weight";
  }

  String fused(int layer, String matrix) {
    return ofLayer(layer) + "." + matrix;
  }

  /** By hand, as a model has thousands of these names. */
  private String ofLayer(int layer) {
    return prefix.replace("%d", Integer.toString(layer));
  }
}
