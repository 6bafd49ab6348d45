package io.mobile4j.app.command;

import io.mobile4j.app.option.EngineArguments;
import io.mobile4j.app.option.GenerationArguments;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.option.Prompt;
import io.mobile4j.app.option.PromptArguments;
import io.mobile4j.app.option.TraceArguments;
import io.mobile4j.app.output.AnswerStream;
import io.mobile4j.app.output.GenerationReport;
import io.mobile4j.app.output.Interruption;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.output.LoadReport;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.TokenListener;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One prompt, one answer. */
@Command(name = "generate", description = "Answers a prompt.")
public final class Generate implements Callable<Integer> {
  private final Streams streams;
  @Mixin private ModelOption model;
  @Mixin private EngineArguments engineArguments;
  @Mixin private PromptArguments promptArguments;
  @Mixin private GenerationArguments generation;
  @Mixin private TraceArguments trace;

  @Option(names = "--json", description = "Prints one JSON object instead of the text.")
  private boolean json;

  public Generate(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    generation.check();
    trace.check();
    Prompt prompt = promptArguments.prompt(streams.in());
    try (LoadReport report = new LoadReport(streams, !json);
        Engine engine = Engine.open(engineArguments.options(model.directory(), report))) {
      report.loaded();
      int[] ids = prompt.tokens(engine.text());
      try (Session session = engine.newSession();
          Interruption _ = new Interruption(session::cancel)) {
        trace.around(engine, () -> answer(engine, session, ids, report.millis()));
      }
    }
    return 0;
  }

  private void answer(Engine engine, Session session, int[] prompt, double loadMillis) {
    GenerateOptions options = generation.options(engine);
    AnswerStream shown = new AnswerStream(streams, engine.text().hasTokenizer());
    TokenListener listener = json ? (token, text) -> {} : shown;
    Generation answer = session.generate(prompt, options, listener);
    var report = new GenerationReport(engine, options.policy(), answer, loadMillis);
    if (json) {
      streams.println(JsonText.of(report.json()));
    } else {
      shown.end();
      streams.err().println(report.line());
    }
  }
}
