package io.mobile4j.loader.text;

import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a template so that Jinjava, which parses some things otherwise, agrees with Jinja2. */
final class PythonSyntax {
  /** Jinjava does not know a negative step. */
  private static final Pattern REVERSED = Pattern.compile("\\[\\s*::\\s*-1\\s*]");

  /** Jinjava takes {@code not x is defined} for {@code (not x) is defined}. */
  private static final Pattern NOT_IS =
      Pattern.compile("\\bnot\\s+([\\w.\\[\\]'\"]+)\\s+is\\s+(?!not\\b)");

  /** Jinjava takes {@code namespace(n=a - 1)} for {@code namespace((n=a) - 1)}. */
  private static final Pattern NAMESPACE = Pattern.compile("\\bnamespace\\([^()]*\\)");

  private static final Pattern ARGUMENT =
      Pattern.compile("(\\w+)\\s*=\\s*('[^']*'|\"[^\"]*\"|[^,'\"()]+)");

  /** Jinjava passes over the condition of a loop without a word. */
  private static final Pattern CONDITIONAL_LOOP =
      Pattern.compile(
          "\\{%-?\\s*for\\s[^%]*?\\sin\\s(?=[^%]*?\\sif\\s)(?![^%]*?\\selse\\s)[^%]*%}");

  private PythonSyntax() {}

  /**
   * The template for Jinjava.
   *
   * @param file where it comes from, for messages
   * @throws InputException if it holds what Jinjava would get wrong
   */
  static String forJinjava(String template, Path file) {
    Matcher loop = CONDITIONAL_LOOP.matcher(template);
    if (loop.find()) {
      throw new InputException(
          "%s: chat template: a loop with a condition is not supported: %s"
              .formatted(file, loop.group()));
    }
    String text = REVERSED.matcher(template).replaceAll("|reverse|list");
    text = NOT_IS.matcher(text).replaceAll("$1 is not ");
    text = NAMESPACE.matcher(text).replaceAll(PythonSyntax::groupArguments);
    // Jinja2 drops the template's last newline; Jinjava would drop that of what was made of it.
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static String groupArguments(MatchResult call) {
    return Matcher.quoteReplacement(ARGUMENT.matcher(call.group()).replaceAll("$1=($2)"));
  }
}
