package io.mobile4j.nativeconfig;

import jdk.incubator.vector.FloatVector;

/**
 * The Java runtime that this process runs on.
 *
 * @param version for example "25.0.3"
 * @param vendor who built it
 * @param home where it is
 * @param vectorBits widest vector of floats in bits; 0 without the Vector API's module
 */
public record Jvm(String version, String vendor, String home, int vectorBits) {

  /** This process's own. */
  public static Jvm here() {
    return new Jvm(
        Runtime.version().toString(),
        System.getProperty("java.vendor"),
        System.getProperty("java.home"),
        vectorBitsHere());
  }

  private static int vectorBitsHere() {
    try {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    } catch (LinkageError moduleIsMissing) {
      return 0;
    }
  }
}
