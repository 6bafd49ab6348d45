package io.mobile4j.engine.device.tornado;

/**
 * Bytes that crossed between host and device, array headers counted.
 *
 * @param up to the device, while computing
 * @param down to the host, while computing
 * @param transfersUp to the device, beside that: weights, experts, timelines that come back
 * @param transfersDown to the host, beside that: timelines that make room
 */
public record DeviceTraffic(long up, long down, long transfersUp, long transfersDown) {
  /** What was added since an earlier reading. */
  public DeviceTraffic since(DeviceTraffic earlier) {
    return new DeviceTraffic(
        up - earlier.up,
        down - earlier.down,
        transfersUp - earlier.transfersUp,
        transfersDown - earlier.transfersDown);
  }
}
