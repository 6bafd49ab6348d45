package io.mobile4j.engine.device.tornado;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The graphs that compute one part of any layer: one for all layers whose tasks are alike, each
 * told by its step where the layer's weights are.
 */
final class LayerGraphs {
  /** What a layer needs: its graph, and the step's fields. */
  private record Entry(int graph, int[] places) {}

  private final String name;
  private final IntArray step;
  private final int firstField;
  private final List<GraphSpec> graphs; // of the whole plan
  private final Map<List<Object>, Integer> byShape = new HashMap<>();
  private final Map<Integer, Entry> byLayer = new HashMap<>();

  /**
   * @param firstField of the step that is a layer's own
   * @param graphs graphs of the plan so far; new ones are added
   */
  LayerGraphs(String name, IntArray step, int firstField, List<GraphSpec> graphs) {
    this.name = name;
    this.step = step;
    this.firstField = firstField;
    this.graphs = graphs;
  }

  /**
   * Adds a layer.
   *
   * @param uploads the step among them
   */
  void add(
      int layer,
      TaskList tasks,
      List<TornadoNativeArray> uploads,
      List<TornadoNativeArray> downloads) {
    Integer graph = byShape.get(tasks.shape());
    if (graph == null) {
      graph = graphs.size();
      byShape.put(tasks.shape(), graph);
      graphs.add(new GraphSpec(name + byShape.size(), tasks.tasks(), uploads, downloads));
    }
    byLayer.put(layer, new Entry(graph, tasks.places()));
  }

  /** Computes a layer's part; the step's first fields are set. */
  void run(GraphPlan plan, int layer) {
    Entry entry = byLayer.get(layer);
    for (int i = 0; i < entry.places.length; i++) {
      step.set(firstField + i, entry.places[i]);
    }
    plan.run(entry.graph);
  }
}
