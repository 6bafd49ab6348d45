package io.mobile4j.app.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.engine.Plan;

/** A plan in one line, in a table, and as JSON. */
public final class PlanText {
  private PlanText() {}

  /** Before loading: what will be where. */
  public static String line(Plan plan) {
    return "plan: %s (%s); dense %s, experts %s (%s), KV cache %s for %d tokens, work %s: %s of %s free"
        .formatted(
            plan.device(),
            plan.deviceReason(),
            Plan.gigabytes(plan.denseBytes()),
            Plan.gigabytes(plan.poolBytes() + plan.slotBytes()),
            slots(plan),
            Plan.gigabytes(plan.kvBytes()),
            plan.contextTokens(),
            Plan.gigabytes(plan.workBytes()),
            Plan.gigabytes(plan.ramBytes()),
            Plan.gigabytes(plan.availableBytes()));
  }

  /** One line a kind of memory. */
  public static String table(Plan plan) {
    return """
        device           %s, %s
        dense weights    %s
        one expert       %s
        all experts      %s (%d layers x %d)
        slots            %s, %s
        store            %s
        KV cache         %s for %d tokens
        work             %s
        main memory      %s of %s free"""
        .formatted(
            plan.device(),
            plan.deviceReason(),
            Plan.gigabytes(plan.denseBytes()),
            Plan.gigabytes(plan.expert().recordBytes()),
            Plan.gigabytes(plan.expertBytes()),
            plan.expertLayers(),
            plan.expertsPerLayer(),
            slots(plan),
            Plan.gigabytes(plan.slotBytes()),
            store(plan),
            Plan.gigabytes(plan.kvBytes()),
            plan.contextTokens(),
            Plan.gigabytes(plan.workBytes()),
            Plan.gigabytes(plan.ramBytes()),
            Plan.gigabytes(plan.availableBytes()));
  }

  /** All figures, in bytes. */
  public static ObjectNode json(Plan plan) {
    return JsonText.object()
        .put("device", plan.device())
        .put("device_reason", plan.deviceReason())
        .put("context_tokens", plan.contextTokens())
        .put("dense_bytes", plan.denseBytes())
        .put("expert_bytes", plan.expert().recordBytes())
        .put("expert_layers", plan.expertLayers())
        .put("experts_per_layer", plan.expertsPerLayer())
        .put("slots", plan.slots())
        .put("slot_bytes", plan.slotBytes())
        .put("pool_bytes", plan.poolBytes())
        .put("file_store", plan.fileStore())
        .put("kv_bytes", plan.kvBytes())
        .put("work_bytes", plan.workBytes())
        .put("ram_bytes", plan.ramBytes())
        .put("available_bytes", plan.availableBytes());
  }

  private static String slots(Plan plan) {
    return plan.allResident()
        ? "all resident"
        : "%d slots for %d".formatted(plan.slots(), plan.expertLayers() * plan.expertsPerLayer());
  }

  private static String store(Plan plan) {
    if (plan.fileStore()) {
      return "a file of " + Plan.gigabytes(plan.expertBytes());
    }
    return plan.poolBytes() == 0
        ? "the slots themselves"
        : "main memory, " + Plan.gigabytes(plan.poolBytes());
  }
}
