package io.mobile4j.nativeconfig;

/**
 * One line of the doctor's report.
 *
 * @param level how it is
 * @param topic what was looked at
 * @param detail what was found
 * @param remedy the command or setting that mends it; empty where nothing is to mend
 */
public record Finding(Level level, String topic, String detail, String remedy) {
  /** How a part of the machine is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Works, but not as well as it could. */
    POOR,
    /** Not there. */
    MISSING
  }

  static Finding ok(String topic, String detail) {
    return new Finding(Level.OK, topic, detail, "");
  }

  static Finding missing(String topic, String detail, String remedy) {
    return new Finding(Level.MISSING, topic, detail, remedy);
  }
}
