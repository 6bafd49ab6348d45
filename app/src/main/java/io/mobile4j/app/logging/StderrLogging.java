package io.mobile4j.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Sends warnings to stderr, one line each. In code, because reading a configuration file would be a
 * good part of the time to the first token.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class StderrLogging extends ContextAwareBase implements Configurator {
  private static final String PROJECT = "io.mobile4j";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LayoutBase<ILoggingEvent> layout = new OneLine();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    layout.setContext(context);
    encoder.setContext(context);
    encoder.setLayout(layout);
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    layout.start();
    encoder.start();
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // Looks for a CUDA of its own, which the tokenizer does not need, and warns that there is none.
    context.getLogger("ai.djl").setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Shows what the engine decided and why. */
  public static void verbose() {
    if (LoggerFactory.getLogger(PROJECT) instanceof Logger logger) {
      logger.setLevel(Level.DEBUG);
    }
  }

  /** {@code warn: what happened}. */
  private static final class OneLine extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
      String level = event.getLevel().toString().toLowerCase(Locale.ROOT);
      return level + ": " + event.getFormattedMessage().replaceAll("\\R", " ") + "\n";
    }
  }
}
