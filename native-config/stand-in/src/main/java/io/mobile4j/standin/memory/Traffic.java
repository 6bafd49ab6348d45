package io.mobile4j.standin.memory;

/**
 * Bytes that crossed between host and device, array headers counted.
 *
 * @param toDevice uploaded
 * @param toHost downloaded
 */
public record Traffic(long toDevice, long toHost) {
  public static final Traffic NONE = new Traffic(0, 0);

  public Traffic plus(Traffic other) {
    return new Traffic(toDevice + other.toDevice, toHost + other.toHost);
  }

  public Traffic minus(Traffic other) {
    return new Traffic(toDevice - other.toDevice, toHost - other.toHost);
  }
}
