package io.mobile4j.app.experiment.picture;

import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * Bars above categories, one for each series, or stacked into one.
 *
 * @param y what their height is, with unit
 */
public record Bars(
    String title, String y, boolean stacked, List<String> categories, List<Series> series)
    implements Picture {
  /**
   * Bars of one colour.
   *
   * @param values one for each category; NaN = none
   */
  public record Series(String name, List<Double> values) {}

  @Override
  public Chart<?, ?> chart() {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Look.WIDTH)
            .height(Look.HEIGHT)
            .title(title)
            .yAxisTitle(y)
            .build();
    Look.apply(chart.getStyler());
    chart
        .getStyler()
        .setStacked(stacked)
        .setAvailableSpaceFill(stacked ? 0.6 : 0.8)
        .setLabelsVisible(!stacked)
        .setShowStackSum(stacked)
        .setLabelsFont(Look.SMALL)
        .setLabelsFontColorAutomaticEnabled(false)
        .setLabelsFontColor(Look.INK)
        .setLabelsPosition(1)
        .setPlotGridVerticalLinesVisible(false);
    for (Series one : series) {
      chart.addSeries(one.name(), categories, one.values().stream().map(this::height).toList());
    }
    return chart;
  }

  /** Two digits, where bars are labelled with their heights; null for none. */
  private Double height(double value) {
    if (Double.isNaN(value)) {
      return null;
    }
    return stacked ? value : Math.round(100 * value) / 100.0;
  }
}
