package uk.ac.manchester.tornado.api;

import io.mobile4j.standin.graph.PlanState;
import io.mobile4j.standin.memory.Traffic;

/** What an execution left behind: its profile, and arrays to fetch. */
public class TornadoExecutionResult {
  private final PlanState state;
  private final TornadoProfilerResult profile;

  TornadoExecutionResult(PlanState state, Traffic traffic) {
    this.state = state;
    profile = new TornadoProfilerResult(traffic);
  }

  public TornadoProfilerResult getProfilerResult() {
    return profile;
  }

  /** Downloads arrays from the graphs that are chosen now. */
  public TornadoExecutionResult transferToHost(Object... objects) {
    for (Object array : objects) {
      state.download(array);
    }
    return this;
  }

  /**
   * Downloads a part of an array. As on a device, later whole downloads of that array stay as short
   * as this one, and then begin with its header.
   */
  public TornadoExecutionResult transferToHost(DataRange dataRange) {
    state.download(dataRange.getArray(), dataRange.firstByte(), dataRange.bytes());
    return this;
  }

  public boolean isReady() {
    return true;
  }
}
