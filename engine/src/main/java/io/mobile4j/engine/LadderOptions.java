package io.mobile4j.engine;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where experts are kept and how they reach the device.
 *
 * @param expertSlots slots on the device; empty = as many as fit, all if possible
 * @param deviceMemory bytes of device memory the engine may use
 * @param ram bytes of main memory experts may use; beyond that they stay in a file
 * @param linkBytesPerSecond simulated speed of the link
 * @param linkLatencyNanos simulated latency of each transfer
 * @param cache what leaves a slot first
 */
public record LadderOptions(
    OptionalInt expertSlots,
    OptionalLong deviceMemory,
    OptionalLong ram,
    OptionalDouble linkBytesPerSecond,
    long linkLatencyNanos,
    CachePolicy cache) {
  /** Everything resident if it fits; no simulated link. */
  public static final LadderOptions NONE =
      new LadderOptions(
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty(),
          0,
          CachePolicy.LRU);

  /** What leaves a slot first when room is needed. */
  public enum CachePolicy {
    /** Nothing is reused from one pass to the next. */
    NONE,
    /** The least recently used. */
    LRU,
    /** The least frequently used, with decaying counts. */
    LFU
  }

  /** True where slots, memory or the link are limited on purpose. */
  public boolean limited() {
    return expertSlots.isPresent()
        || deviceMemory.isPresent()
        || ram.isPresent()
        || linkBytesPerSecond.isPresent();
  }

  /** The same with so many slots. */
  public LadderOptions withExpertSlots(int slots) {
    return new LadderOptions(
        OptionalInt.of(slots), deviceMemory, ram, linkBytesPerSecond, linkLatencyNanos, cache);
  }

  /** The simulated link, for the plan and the reports. */
  public Optional<String> linkLabel() {
    return linkBytesPerSecond.isEmpty()
        ? Optional.empty()
        : Optional.of("%.3g GB/s (simulated)".formatted(linkBytesPerSecond.getAsDouble() / 1e9));
  }
}
