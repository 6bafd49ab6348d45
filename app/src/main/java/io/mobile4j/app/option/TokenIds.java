package io.mobile4j.app.option;

import io.mobile4j.loader.InputException;
import java.util.Arrays;

/** Reads token ids from the command line: numbers with commas or spaces between them. */
public final class TokenIds {
  private TokenIds() {}

  /**
   * The ids in a text.
   *
   * @throws InputException if there are none, or something else stands there
   */
  public static int[] parse(String option, String value) {
    String[] words = value.strip().split("\\s*,\\s*|\\s+", -1);
    try {
      return Arrays.stream(words).mapToInt(Integer::parseInt).toArray();
    } catch (NumberFormatException e) {
      throw new InputException(
          "%s: '%s' is not a list of token ids such as 5,6,7".formatted(option, value), e);
    }
  }

  /** As {@link #parse} reads it. */
  public static String text(int[] ids) {
    return String.join(",", Arrays.stream(ids).mapToObj(Integer::toString).toList());
  }
}
