package io.mobile4j.app.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of memory: {@code 8g}, {@code 512MB}, {@code 1.5GiB}, or plain bytes. */
final class ByteSize implements ITypeConverter<Long> {
  private static final Pattern FORM =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kmgt";

  @Override
  public Long convert(String value) {
    Matcher matcher = FORM.matcher(value.strip());
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + value + "' is not an amount of memory such as 8g, 512MB or 1.5GiB");
    }
    String unit = matcher.group(2).toLowerCase(Locale.ROOT);
    // As the JVM's own options: one letter is binary. MB and GB are decimal, as memory is sold.
    boolean letterOnly = value.strip().toLowerCase(Locale.ROOT).endsWith(unit);
    double base = letterOnly || !matcher.group(3).isEmpty() ? 1024 : 1000;
    int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
    return (long) (Double.parseDouble(matcher.group(1)) * Math.pow(base, power));
  }
}
