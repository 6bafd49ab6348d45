package io.mobile4j.loader.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;

/**
 * Jinja as Hugging Face transformers sets it up for chat templates: blocks trimmed, Python's string
 * methods, {@code raise_exception}, {@code strftime_now}, and {@code tojson} as Python writes JSON.
 * What a user said is never itself taken for a template.
 */
final class Jinja {
  private static final LegacyOverrides LIKE_PYTHON =
      LegacyOverrides.newBuilder()
          .withEvaluateMapKeys(true)
          .withIterateOverMapKeys(true)
          .withUsePyishObjectMapper(true)
          .withUseNaturalOperatorPrecedence(true)
          .withParseWhitespaceControlStrictly(true)
          .withAllowAdjacentTextNodes(true)
          .withUseTrimmingForNotesAndExpressions(true)
          .withKeepNullableLoopValues(true)
          .withHandleBackslashInQuotesOnly(true)
          .build();
  private static final Jinjava ENGINE =
      new Jinjava(
          JinjavaConfig.newBuilder()
              .withTrimBlocks(true)
              .withLstripBlocks(true)
              .withNestedInterpretationEnabled(false)
              .withKeepTrailingNewline(true)
              .withLegacyOverrides(LIKE_PYTHON)
              .withElResolver(PythonMethods.resolver())
              .build());

  static {
    ENGINE.registerFunction(
        new ELFunctionDefinition(
            "", "raise_exception", Jinja.class, "raiseException", String.class));
    ENGINE.registerFunction(
        new ELFunctionDefinition("", "strftime_now", Jinja.class, "strftimeNow", String.class));
    ENGINE.registerFilter(new ToJson());
  }

  private Jinja() {}

  /**
   * Renders a template.
   *
   * @param file where it comes from, for messages
   * @throws InputException if it raises an exception or cannot be rendered
   */
  static String render(String template, Map<String, ?> context, Path file) {
    RenderResult result = ENGINE.renderForResult(PythonSyntax.forJinjava(template, file), context);
    for (TemplateError error : result.getErrors()) {
      if (error.getSeverity() == TemplateError.ErrorType.FATAL) {
        throw failure(error, file);
      }
    }
    return result.getOutput();
  }

  private static InputException failure(TemplateError error, Path file) {
    for (Throwable e = error.getException(); e != null; e = e.getCause()) {
      if (e instanceof Raised) {
        return new InputException(
            "%s: the chat template refuses this: %s".formatted(file, e.getMessage()), e);
      }
    }
    return new InputException(
        "%s: chat template, line %d: %s".formatted(file, error.getLineno(), error.getMessage()),
        error.getException());
  }

  /** Called by templates. */
  public static String raiseException(String message) {
    throw new Raised(message);
  }

  /** Called by templates: the time now, in a format of C's strftime. */
  public static String strftimeNow(String format) {
    return StrftimeFormatter.format(ZonedDateTime.now(ZoneId.systemDefault()), format);
  }

  private static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Raised(String message) {
      super(message);
    }
  }

  /** JSON with Python's spaces: one behind each comma and colon. */
  private static final class ToJson implements Filter {
    private static final Separators PYTHON =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEntrySpacing(Separators.Spacing.AFTER)
            .withArrayValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    private static final ObjectWriter INLINE =
        new JsonMapper()
            .writer(
                new DefaultPrettyPrinter(PYTHON)
                    .withObjectIndenter(new DefaultPrettyPrinter.NopIndenter())
                    .withArrayIndenter(new DefaultPrettyPrinter.NopIndenter()));

    @Override
    public String getName() {
      return "tojson";
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... args) {
      try {
        return INLINE.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
      }
    }
  }
}
