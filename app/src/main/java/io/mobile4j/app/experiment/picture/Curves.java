package io.mobile4j.app.experiment.picture;

import java.awt.Color;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.lines.SeriesLines;

/**
 * Points in a plane, joined by lines where that makes sense.
 *
 * @param x what is to the right, with unit
 * @param y what is up, with unit
 * @param logarithmicX whether equal ratios of x are equally far apart
 * @param level a horizontal line; NaN = none
 * @param marks vertical lines with names
 */
public record Curves(
    String title,
    String x,
    String y,
    boolean logarithmicX,
    double level,
    List<Mark> marks,
    List<Curve> curves)
    implements Picture {
  /** Of the height, above the highest and below the lowest point. */
  private static final double MARGIN = 0.05;

  /** A vertical line. */
  public record Mark(String name, double x) {}

  /**
   * A curve.
   *
   * @param colour counted from 0; curves that belong together have the same
   * @param joined whether a line joins its points; if not, the legend leaves it out
   */
  public record Curve(String name, int colour, boolean joined, List<Point> points) {}

  /**
   * A point.
   *
   * @param label beside it; empty = none
   */
  public record Point(double x, double y, String label) {}

  @Override
  public Chart<?, ?> chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(Look.WIDTH)
            .height(Look.HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    Look.apply(chart.getStyler());
    chart.getStyler().setXAxisLogarithmic(logarithmicX).setMarkerSize(9);
    for (Curve curve : curves) {
      add(chart, curve);
    }
    curves.stream()
        .flatMap(curve -> curve.points().stream())
        .filter(point -> !point.label().isEmpty())
        .distinct() // curves may begin in the same point
        .map(p -> new AnnotationText(beside(p.label()), p.x(), p.y(), false))
        .forEach(chart::addAnnotation);
    if (curves.stream()
        .flatMap(c -> c.points().stream())
        .allMatch(p -> p.x() == Math.rint(p.x()))) {
      wholeNumbers(chart);
    }
    if (!Double.isNaN(level)) {
      addLevel(chart);
    }
    marks.forEach(mark -> add(chart, mark));
    return chart;
  }

  private static void add(XYChart chart, Curve curve) {
    XYSeries series =
        chart.addSeries(
            curve.name(),
            curve.points().stream().mapToDouble(Point::x).toArray(),
            curve.points().stream().mapToDouble(Point::y).toArray());
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    Color colour = Look.colour(curve.colour());
    series.setMarkerColor(colour).setLineColor(colour);
    if (!curve.joined()) {
      series.setLineStyle(SeriesLines.NONE).setShowInLegend(false);
    }
  }

  /** Texts are centred on their point; spaces before one move it to the right of the marker. */
  private static String beside(String label) {
    return " ".repeat(label.length() + 2) + label;
  }

  /** Where all points are at whole numbers, there is nothing between. */
  private static void wholeNumbers(XYChart chart) {
    chart
        .getStyler()
        .setXAxisTickLabelsFormattingFunction(x -> x == Math.rint(x) ? "%.0f".formatted(x) : "");
  }

  /** The axis ends where the data do, and what is beyond would be drawn somewhere. */
  private void addLevel(XYChart chart) {
    double from = Math.min(level, heights().getMin());
    double to = Math.max(level, heights().getMax());
    chart
        .getStyler()
        .setYAxisMin(from - MARGIN * (to - from))
        .setYAxisMax(to + MARGIN * (to - from));
    chart.addAnnotation(new AnnotationLine(level, false, false));
  }

  private DoubleSummaryStatistics heights() {
    return curves.stream()
        .flatMap(curve -> curve.points().stream())
        .mapToDouble(Point::y)
        .filter(Double::isFinite)
        .summaryStatistics();
  }

  private void add(XYChart chart, Mark mark) {
    chart.addAnnotation(new AnnotationLine(mark.x(), true, false));
    double top = curves.isEmpty() ? 1 : heights().getMax();
    chart.addAnnotation(new AnnotationText(mark.name(), mark.x(), top, false));
  }
}
