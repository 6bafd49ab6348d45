package io.mobile4j.engine.telemetry;

/**
 * Where the time of a layer went, in nanoseconds.
 *
 * @param attention attention with its norms
 * @param routing router and choice of experts; where the device cannot tell its router's time, that
 *     is part of {@code attention}
 * @param loading getting experts into slots, and waiting for them
 * @param experts computing them, shared ones included
 * @param dense feed-forward parts of layers without experts
 */
public record PartTimes(long attention, long routing, long loading, long experts, long dense) {
  /** No time. */
  public static final PartTimes ZERO = new PartTimes(0, 0, 0, 0, 0);

  /** The sum. */
  public PartTimes plus(PartTimes other) {
    return new PartTimes(
        attention + other.attention,
        routing + other.routing,
        loading + other.loading,
        experts + other.experts,
        dense + other.dense);
  }

  /** All parts together. */
  public long total() {
    return attention + routing + loading + experts + dense;
  }
}
