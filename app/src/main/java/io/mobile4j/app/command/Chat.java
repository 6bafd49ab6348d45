package io.mobile4j.app.command;

import io.mobile4j.app.option.EngineArguments;
import io.mobile4j.app.option.GenerationArguments;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.option.TraceArguments;
import io.mobile4j.app.output.AnswerStream;
import io.mobile4j.app.output.GenerationReport;
import io.mobile4j.app.output.Interruption;
import io.mobile4j.app.output.LoadReport;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.Session;
import io.mobile4j.loader.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A conversation: one line in, one answer out, until the input ends. */
@Command(
    name = "chat",
    description = {
      "Holds a conversation: each line of the input is a message.",
      "/new begins another conversation, /quit ends, as does the end of the input."
    })
public final class Chat implements Callable<Integer> {
  private final Streams streams;
  @Mixin private ModelOption model;
  @Mixin private EngineArguments engineArguments;
  @Mixin private GenerationArguments generation;
  @Mixin private TraceArguments trace;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "What the model is told before the conversation.")
  private String system;

  public Chat(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    generation.check();
    trace.check();
    try (LoadReport report = new LoadReport(streams, true);
        Engine engine = Engine.open(engineArguments.options(model.directory(), report))) {
      report.loaded();
      if (!engine.text().hasChatTemplate()) {
        throw new InputException(
            "%s: has no chat template to hold a conversation in; use generate"
                .formatted(engine.options().model()));
      }
      try (Session session = engine.newSession();
          Interruption _ = new Interruption(session::cancel)) {
        trace.around(engine, () -> converse(engine, session, report.millis()));
      }
    }
    return 0;
  }

  private void converse(Engine engine, Session session, double loadMillis) {
    GenerateOptions options = generation.options(engine);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
    Conversation conversation = new Conversation(engine.text(), system, room(session, options));
    Talk talk = new Talk(engine, session, options, conversation, loadMillis);
    for (String line = next(lines); line != null; line = next(lines)) {
      switch (line.strip()) {
        case "" -> {}
        case "/quit" -> {
          return;
        }
        case "/new" -> conversation.begin();
        default -> talk.answer(line);
      }
    }
  }

  /** One conversation with a model. */
  private final class Talk {
    private final Engine engine;
    private final Session session;
    private final GenerateOptions options;
    private final Conversation conversation;
    private final double loadMillis;

    Talk(
        Engine engine,
        Session session,
        GenerateOptions options,
        Conversation conversation,
        double loadMillis) {
      this.engine = engine;
      this.session = session;
      this.options = options;
      this.conversation = conversation;
      this.loadMillis = loadMillis;
    }

    void answer(String message) {
      int[] prompt = conversation.ask(message);
      if (conversation.forgotten() > 0) {
        streams.err().printf("(%d old messages do not fit any more)%n", conversation.forgotten());
      }
      AnswerStream shown = new AnswerStream(streams, true);
      Generation answer = session.generate(prompt, options, shown);
      shown.end();
      conversation.answered(answer.text().orElse(""));
      var report = new GenerationReport(engine, options.policy(), answer, loadMillis);
      streams.err().println(report.line());
    }
  }

  /** Tokens a prompt may have so that there is room for an answer. */
  private static int room(Session session, GenerateOptions options) {
    int context = session.contextTokens();
    return context - Math.min(options.maxNewTokens(), context / 2);
  }

  private String next(BufferedReader lines) {
    if (streams.terminal()) {
      streams.print("> ");
    }
    try {
      return lines.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
