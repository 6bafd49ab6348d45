package io.mobile4j.app.option;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the speed of a link, such as {@code 16GB/s}, as bytes a second. */
public final class LinkSpeed implements ITypeConverter<Double> {
  private static final String PER_SECOND = "/s";

  @Override
  public Double convert(String value) {
    String lower = value.strip().toLowerCase(Locale.ROOT);
    if (lower.endsWith("b" + PER_SECOND)) {
      double speed =
          new ByteSize().convert(lower.substring(0, lower.length() - PER_SECOND.length()));
      if (speed > 0) {
        return speed;
      }
    }
    throw new TypeConversionException(
        "'" + value + "' is not the speed of a link such as 16GB/s or 500MB/s");
  }
}
