package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.picture.Picture;
import io.mobile4j.app.experiment.picture.PngFile;
import io.mobile4j.app.experiment.result.ArrowTable;
import io.mobile4j.app.experiment.result.CsvFile;
import io.mobile4j.app.experiment.result.Report;
import io.mobile4j.loader.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A result in a directory, as four files of one name: CSV, Arrow, a picture and a report.
 *
 * @param directory that is there
 */
public record ResultFiles(Path directory, String name) {

  /**
   * What {@code --out} names.
   *
   * @throws InputException if it is a file
   */
  public static Path directory(Path out) {
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new InputException(out + ": is a file; --out names a directory");
    }
    return out;
  }

  /** The picture's file name. */
  public String picture() {
    return name + ".png";
  }

  /** The report's file. */
  public Path report() {
    return directory.resolve(name + ".md");
  }

  /**
   * Writes them.
   *
   * @param metadata strings for the Arrow file's schema
   * @throws InputException if the disk does not take them
   */
  public void write(Report report, Picture picture, Map<String, String> metadata) {
    CsvFile.write(directory.resolve(name + ".csv"), report.table());
    ArrowTable.write(directory.resolve(name + ".arrow"), report.table(), metadata);
    PngFile.write(directory.resolve(picture()), picture);
    report.write(report());
  }
}
