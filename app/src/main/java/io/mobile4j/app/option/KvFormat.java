package io.mobile4j.app.option;

import io.mobile4j.loader.weights.WeightFormat;
import java.util.Locale;

/** The format of keys and values in their cache. */
enum KvFormat {
  F32(WeightFormat.F32),
  Q8_0(WeightFormat.Q8_0);

  private final WeightFormat format;

  KvFormat(WeightFormat format) {
    this.format = format;
  }

  WeightFormat format() {
    return format;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For picocli. */
  static final class Converter extends Choice<KvFormat> {
    Converter() {
      super(KvFormat.class);
    }
  }
}
