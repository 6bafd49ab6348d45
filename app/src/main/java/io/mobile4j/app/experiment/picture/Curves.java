package io.mobile4j.app.experiment.picture;

import java.awt.Color;
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
  /** Texts are centred on their point; so much before one moves it to the right of the marker. */
  private static final String BESIDE = " ".repeat(11);

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
    if (!Double.isNaN(level)) {
      chart.addAnnotation(new AnnotationLine(level, false, false));
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
    for (Point point : curve.points()) {
      if (!point.label().isEmpty()) {
        chart.addAnnotation(
            new AnnotationText(BESIDE + point.label(), point.x(), point.y(), false));
      }
    }
  }

  private void add(XYChart chart, Mark mark) {
    chart.addAnnotation(new AnnotationLine(mark.x(), true, false));
    double top =
        curves.stream().flatMap(c -> c.points().stream()).mapToDouble(Point::y).max().orElse(1);
    chart.addAnnotation(new AnnotationText(mark.name(), mark.x(), top, false));
  }
}
