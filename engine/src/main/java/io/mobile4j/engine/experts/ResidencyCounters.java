package io.mobile4j.engine.experts;

/**
 * What moved, since the start. Every wanted expert is a hit, was on its way, or is a demand load.
 *
 * @param hits wanted experts that were in a slot already
 * @param onTheirWay wanted experts whose prefetch was under way: compute waited for its rest
 * @param demandLoads wanted experts that had to be loaded
 * @param prefetchLoads experts loaded because they would probably be wanted
 * @param prefetchesUsed of these, experts that were wanted while they were still in their slots
 * @param bytesMoved bytes that crossed the link
 * @param stallNanos time compute waited for loads
 * @param linkNanos time the link was busy
 * @param prefetchNanos time prefetches took on the link
 * @param exposedPrefetchNanos of this, time compute waited meanwhile
 */
public record ResidencyCounters(
    long hits,
    long onTheirWay,
    long demandLoads,
    long prefetchLoads,
    long prefetchesUsed,
    long bytesMoved,
    long stallNanos,
    long linkNanos,
    long prefetchNanos,
    long exposedPrefetchNanos) {
  /** Nothing yet. */
  public static final ResidencyCounters NONE = new ResidencyCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** What was added since an earlier reading. */
  public ResidencyCounters since(ResidencyCounters earlier) {
    return new ResidencyCounters(
        hits - earlier.hits,
        onTheirWay - earlier.onTheirWay,
        demandLoads - earlier.demandLoads,
        prefetchLoads - earlier.prefetchLoads,
        prefetchesUsed - earlier.prefetchesUsed,
        bytesMoved - earlier.bytesMoved,
        stallNanos - earlier.stallNanos,
        linkNanos - earlier.linkNanos,
        prefetchNanos - earlier.prefetchNanos,
        exposedPrefetchNanos - earlier.exposedPrefetchNanos);
  }

  /** Share of wanted experts that were in a slot already; NaN before the first. */
  public double hitRatio() {
    return hits / (double) (hits + onTheirWay + demandLoads);
  }

  /** Share of the prefetches' time on the link during which compute went on; NaN without any. */
  public double overlap() {
    return (prefetchNanos - exposedPrefetchNanos) / (double) prefetchNanos;
  }
}
