package io.mobile4j.app.experiment.picture;

import org.knowm.xchart.internal.chartpart.Chart;

/** A picture of an experiment's table. */
public sealed interface Picture permits Bars, Curves {
  /** What is drawn. */
  Chart<?, ?> chart();
}
