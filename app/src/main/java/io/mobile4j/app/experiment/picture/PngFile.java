package io.mobile4j.app.experiment.picture;

import io.mobile4j.app.experiment.result.WholeFile;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws pictures into PNG files. */
public final class PngFile {
  private PngFile() {}

  /**
   * Draws a picture.
   *
   * @throws io.mobile4j.loader.InputException if the disk does not take it
   */
  public static void write(Path file, Picture picture) {
    System.setProperty("java.awt.headless", "true"); // before anything is drawn: no screen needed
    BufferedImage image = new BufferedImage(Look.WIDTH, Look.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    picture.chart().paint(graphics, Look.WIDTH, Look.HEIGHT);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    WholeFile.write(file, png.toByteArray());
  }
}
