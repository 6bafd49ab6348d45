package io.mobile4j.engine.device.tornado;

/**
 * What crossed between host and device, in bytes with the array headers, and how often the device
 * was called.
 *
 * @param up to the device, while computing
 * @param down to the host, while computing
 * @param transfersUp to the device, beside that: weights, experts, timelines that come back
 * @param transfersDown to the host, beside that: timelines that make room
 * @param graphs task graphs that were run to compute: each is one call of the runtime
 * @param transferGraphs task graphs that were run beside that
 */
public record DeviceTraffic(
    long up, long down, long transfersUp, long transfersDown, long graphs, long transferGraphs) {
  /** What was added since an earlier reading. */
  public DeviceTraffic since(DeviceTraffic earlier) {
    return new DeviceTraffic(
        up - earlier.up,
        down - earlier.down,
        transfersUp - earlier.transfersUp,
        transfersDown - earlier.transfersDown,
        graphs - earlier.graphs,
        transferGraphs - earlier.transferGraphs);
  }
}
