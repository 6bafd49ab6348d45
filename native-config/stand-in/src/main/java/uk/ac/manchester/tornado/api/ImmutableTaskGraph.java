package uk.ac.manchester.tornado.api;

import io.mobile4j.standin.graph.Graph;

/** A graph that can run. Plans that share one share its device buffers. */
public class ImmutableTaskGraph {
  final Graph graph;

  ImmutableTaskGraph(Graph graph) {
    this.graph = graph;
  }
}
