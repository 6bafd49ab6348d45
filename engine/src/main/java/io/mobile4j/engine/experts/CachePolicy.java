package io.mobile4j.engine.experts;

import java.util.Locale;

/** What leaves a slot first when room is needed. */
public enum CachePolicy {
  /** Nothing is reused from one pass to the next. */
  NONE,
  /** The least recently used. */
  LRU,
  /** The least frequently used, with decaying counts. */
  LFU;

  /** Its name in options, traces and reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The ranking of {@code keys} experts by this policy. */
  Replacement replacement(int keys) {
    return switch (this) {
      case NONE, LRU -> new LeastRecentlyUsed(keys);
      case LFU -> new LeastFrequentlyUsed(keys);
    };
  }
}
