package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.result.Row;
import java.util.List;

/**
 * A part of an experiment that is measured in one go, and not again once it is done.
 *
 * @param key names it in the experiment's directory and for people
 */
record Cell(String key, Measurement measurement) {
  /** Measures it. */
  @FunctionalInterface
  interface Measurement {
    List<Row> rows();
  }
}
