package io.mobile4j.engine;

import io.mobile4j.engine.experts.CachePolicy;
import io.mobile4j.engine.experts.Link;
import io.mobile4j.engine.experts.ThrottledLink;
import java.util.Locale;
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
 * @param verify whether experts get checksums, which are checked after loading and at each transfer
 */
public record LadderOptions(
    OptionalInt expertSlots,
    OptionalLong deviceMemory,
    OptionalLong ram,
    OptionalDouble linkBytesPerSecond,
    long linkLatencyNanos,
    CachePolicy cache,
    boolean verify) {
  /** Everything resident if it fits; no simulated link. */
  public static final LadderOptions NONE =
      new LadderOptions(
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty(),
          0,
          CachePolicy.LRU,
          false);

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
        OptionalInt.of(slots),
        deviceMemory,
        ram,
        linkBytesPerSecond,
        linkLatencyNanos,
        cache,
        verify);
  }

  /** The same with a simulated link. */
  public LadderOptions withLink(double bytesPerSecond, long latencyNanos) {
    return new LadderOptions(
        expertSlots,
        deviceMemory,
        ram,
        OptionalDouble.of(bytesPerSecond),
        latencyNanos,
        cache,
        verify);
  }

  /** The same within so many bytes of main memory. */
  public LadderOptions withRam(long bytes) {
    return new LadderOptions(
        expertSlots,
        deviceMemory,
        OptionalLong.of(bytes),
        linkBytesPerSecond,
        linkLatencyNanos,
        cache,
        verify);
  }

  /** The same with another cache policy. */
  public LadderOptions withCache(CachePolicy policy) {
    return new LadderOptions(
        expertSlots, deviceMemory, ram, linkBytesPerSecond, linkLatencyNanos, policy, verify);
  }

  /** The same with or without checksums. */
  public LadderOptions withVerify(boolean checked) {
    return new LadderOptions(
        expertSlots, deviceMemory, ram, linkBytesPerSecond, linkLatencyNanos, cache, checked);
  }

  /** The way from the store to the slots. */
  Link link() {
    return linkBytesPerSecond.isEmpty()
        ? Link.REAL
        : new ThrottledLink(linkBytesPerSecond.getAsDouble(), linkLatencyNanos);
  }

  /** The simulated link, for the plan and the reports. */
  public Optional<String> linkLabel() {
    return linkBytesPerSecond.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%.3g GB/s, %d us latency (simulated)",
                linkBytesPerSecond.getAsDouble() / 1e9,
                linkLatencyNanos / 1000));
  }
}
