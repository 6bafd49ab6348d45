package io.mobile4j.app.experiment.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How all pictures look. */
final class Look {
  static final int WIDTH = 1100;
  static final int HEIGHT = 600;
  static final Color INK = new Color(0x333333);
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  private static final Color GRID = new Color(0xdddddd);

  /** Apart from each other for most eyes, and dark enough on white. */
  private static final Color[] COLOURS = {
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0x56b4e9),
    new Color(0xe69f00),
    new Color(0x555555)
  };

  private Look() {}

  /** The colours repeat when they are used up. */
  static Color colour(int index) {
    return COLOURS[index % COLOURS.length];
  }

  static void apply(AxesChartStyler styler) {
    styler
        .setAxisTitleFont(TEXT)
        .setAxisTickLabelsFont(SMALL)
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setAnnotationLineColor(Color.GRAY)
        .setAnnotationLineStroke(
            new BasicStroke(
                1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 0, new float[] {5, 4}, 0))
        .setAnnotationTextFont(SMALL)
        .setAnnotationTextFontColor(INK)
        .setChartTitleFont(TITLE)
        .setChartFontColor(INK)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(TEXT)
        .setLegendLayout(LegendLayout.Vertical)
        .setSeriesColors(COLOURS);
  }
}
