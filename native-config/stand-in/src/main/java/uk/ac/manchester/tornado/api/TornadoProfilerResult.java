package uk.ac.manchester.tornado.api;

import io.mobile4j.standin.memory.Traffic;

/** What one execution moved. */
public class TornadoProfilerResult {
  private final Traffic traffic;

  TornadoProfilerResult(Traffic traffic) {
    this.traffic = traffic;
  }

  /** Bytes uploaded, array headers counted. */
  public long getTotalBytesCopyIn() {
    return traffic.toDevice();
  }

  /** Bytes downloaded, array headers counted. */
  public long getTotalBytesCopyOut() {
    return traffic.toHost();
  }

  public long getTotalBytesTransferred() {
    return traffic.toDevice() + traffic.toHost();
  }
}
