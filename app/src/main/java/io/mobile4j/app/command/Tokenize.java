package io.mobile4j.app.command;

import io.mobile4j.app.option.ModelOption;
import io.mobile4j.app.option.TokenIds;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.output.Streams;
import io.mobile4j.engine.Text;
import io.mobile4j.loader.InputException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Text to token ids, and back. */
@Command(
    name = "tokenize",
    description = "Prints the token ids of a text, or with --decode the text of ids.")
public final class Tokenize implements Callable<Integer> {
  private final Streams streams;
  @Mixin private ModelOption model;

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The text.")
  private String text;

  @Option(names = "--chat", description = "Takes TEXT as a user's message, in the chat template.")
  private boolean chat;

  @Option(names = "--decode", paramLabel = "5,6,7", description = "Prints the text of token ids.")
  private String ids;

  @Option(names = "--json", description = "Prints one JSON object: tokens, text.")
  private boolean json;

  public Tokenize(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if ((text == null) == (ids == null) || (ids != null && chat)) {
      throw new InputException("give either a TEXT, perhaps with --chat, or --decode 5,6,7");
    }
    try (Text tokenizer = Text.read(model.directory())) {
      int[] tokens = ids == null ? encode(tokenizer) : TokenIds.parse("--decode", ids);
      streams.println(json ? json(tokenizer, tokens) : plain(tokenizer, tokens));
    }
    return 0;
  }

  private int[] encode(Text tokenizer) {
    if (chat && !tokenizer.hasChatTemplate()) {
      throw new InputException("--chat: the model has no chat template");
    }
    return chat ? tokenizer.user(text) : tokenizer.encode(text);
  }

  private String plain(Text tokenizer, int[] tokens) {
    return ids == null ? TokenIds.text(tokens) : tokenizer.decode(tokens);
  }

  private static String json(Text tokenizer, int[] tokens) {
    var object = JsonText.object();
    Arrays.stream(tokens).forEach(object.putArray("tokens")::add);
    return JsonText.of(object.put("text", tokenizer.decode(tokens)));
  }
}
