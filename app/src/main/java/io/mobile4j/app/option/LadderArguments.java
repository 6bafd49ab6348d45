package io.mobile4j.app.option;

import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.Plan;
import io.mobile4j.engine.experts.CachePolicy;
import io.mobile4j.loader.InputException;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Where experts are kept and how they reach the device. */
public final class LadderArguments {
  @Option(
      names = "--expert-slots",
      paramLabel = "N",
      description = "Experts the device holds at once. Default: all, if they fit.")
  private Integer expertSlots;

  @Option(
      names = "--device-memory",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description =
          "Device memory at most, such as 8g: weights, KV cache, and as many slots as fit.")
  private Long deviceMemory;

  @Option(
      names = "--ram",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description =
          "Main memory for experts at most, such as 16g; if they need more, they stay on disk.")
  private Long ram;

  @Option(
      names = "--link",
      paramLabel = "SPEED",
      converter = LinkSpeed.class,
      description = "Simulates a link of this speed between experts and device, such as 16GB/s.")
  private Double link;

  @Option(
      names = "--link-latency",
      paramLabel = "TIME",
      converter = Duration.class,
      description = "With --link: the latency of each transfer, such as 20us.")
  private Long linkLatency;

  @Option(
      names = "--cache",
      paramLabel = "none|lru|lfu",
      converter = CacheConverter.class,
      description = "Which expert leaves a slot first. Default: lru.")
  private CachePolicy cache;

  @Option(
      names = "--verify-experts",
      description = "Checks experts by checksums after loading and whenever they are moved.")
  private boolean verifyExperts;

  /** Warns of what this plan has no use for. */
  void warn(Plan plan) {
    if (cache != null && plan.allResident()) {
      LoggerFactory.getLogger(LadderArguments.class)
          .warn("--cache has no effect: every expert has a slot of its own");
    }
  }

  /** For picocli. */
  private static final class CacheConverter extends Choice<CachePolicy> {
    CacheConverter() {
      super(CachePolicy.class);
    }
  }

  /**
   * What the engine understands.
   *
   * @throws InputException if options contradict each other
   */
  public LadderOptions ladder() {
    if (linkLatency != null && link == null) {
      throw new InputException("--link-latency needs --link");
    }
    return new LadderOptions(
        expertSlots == null ? OptionalInt.empty() : OptionalInt.of(expertSlots),
        deviceMemory == null ? OptionalLong.empty() : OptionalLong.of(deviceMemory),
        ram == null ? OptionalLong.empty() : OptionalLong.of(ram),
        link == null ? OptionalDouble.empty() : OptionalDouble.of(link),
        linkLatency == null ? 0 : linkLatency,
        cache == null ? CachePolicy.LRU : cache,
        verifyExperts);
  }
}
