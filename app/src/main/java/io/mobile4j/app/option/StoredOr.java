package io.mobile4j.app.option;

import io.mobile4j.loader.weights.WeightFormat;
import java.util.Locale;
import java.util.Optional;

/** The format of weights in memory: that of the checkpoint, or another made at load. */
enum StoredOr {
  AS_STORED(Optional.empty()),
  Q8_0(Optional.of(WeightFormat.Q8_0));

  private final Optional<WeightFormat> format;

  StoredOr(Optional<WeightFormat> format) {
    this.format = format;
  }

  /** Empty = as stored. */
  Optional<WeightFormat> format() {
    return format;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace("as_stored", "as-stored");
  }

  /** For picocli. */
  static final class Converter extends Choice<StoredOr> {
    Converter() {
      super(StoredOr.class);
    }
  }
}
