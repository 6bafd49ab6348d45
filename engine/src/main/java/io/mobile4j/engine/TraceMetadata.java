package io.mobile4j.engine;

import java.util.Map;

/** What a trace says of the engine it was taken from. */
final class TraceMetadata {
  private TraceMetadata() {}

  static Map<String, String> of(Engine engine) {
    Plan plan = engine.plan();
    LadderOptions ladder = engine.options().ladder();
    return Map.ofEntries(
        Map.entry("model", engine.options().model().toString()),
        Map.entry("architecture", engine.architecture()),
        Map.entry("device", engine.deviceDescription()),
        Map.entry("expert_layers", Integer.toString(plan.expertLayers())),
        Map.entry("experts", Integer.toString(plan.expertsPerLayer())),
        Map.entry("experts_per_token", Integer.toString(engine.expertsPerToken())),
        Map.entry("expert_bytes", Long.toString(plan.expert().recordBytes())),
        Map.entry("slots", Integer.toString(plan.slots())),
        Map.entry("cache", ladder.cache().label()),
        Map.entry("link", ladder.linkLabel().orElse("none")));
  }
}
