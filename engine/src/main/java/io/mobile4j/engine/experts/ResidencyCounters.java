package io.mobile4j.engine.experts;

/**
 * What moved, since the start.
 *
 * @param hits acquired experts that were in a slot already
 * @param demandLoads acquired experts that had to be loaded while compute waited
 * @param prefetchLoads experts loaded ahead of their use
 * @param bytesMoved bytes that crossed the link
 * @param stallNanos time compute waited for loads
 * @param linkNanos time the link was busy
 */
public record ResidencyCounters(
    long hits,
    long demandLoads,
    long prefetchLoads,
    long bytesMoved,
    long stallNanos,
    long linkNanos) {
  /** Nothing yet. */
  public static final ResidencyCounters NONE = new ResidencyCounters(0, 0, 0, 0, 0, 0);

  /** What was added since an earlier reading. */
  public ResidencyCounters since(ResidencyCounters earlier) {
    return new ResidencyCounters(
        hits - earlier.hits,
        demandLoads - earlier.demandLoads,
        prefetchLoads - earlier.prefetchLoads,
        bytesMoved - earlier.bytesMoved,
        stallNanos - earlier.stallNanos,
        linkNanos - earlier.linkNanos);
  }
}
