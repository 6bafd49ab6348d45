package uk.ac.manchester.tornado.api.enums;

/** When an array crosses between host and device. */
public class DataTransferMode {
  /** Upload before the graph's first execution only. */
  public static final int FIRST_EXECUTION = 0;

  /** Upload before, or download after, every execution. */
  public static final int EVERY_EXECUTION = 1;

  /** No copy of its own: an input is only allocated, an output stays on the device. */
  public static final int UNDER_DEMAND = 2;

  DataTransferMode() {}
}
