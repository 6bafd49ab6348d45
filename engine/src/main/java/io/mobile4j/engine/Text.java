package io.mobile4j.engine;

import io.mobile4j.loader.InputException;
import io.mobile4j.loader.text.ChatMessage;
import io.mobile4j.loader.text.ChatTemplate;
import io.mobile4j.loader.text.StreamDecoder;
import io.mobile4j.loader.text.TextTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A model's tokenizer and chat template, where its directory has them. */
public final class Text implements AutoCloseable {
  private final Path directory;
  private final Optional<TextTokenizer> tokenizer;
  private final Optional<ChatTemplate> template;

  private Text(Path directory, Optional<TextTokenizer> tokenizer, Optional<ChatTemplate> template) {
    this.directory = directory;
    this.tokenizer = tokenizer;
    this.template = template;
  }

  /**
   * Reads what a model's directory has.
   *
   * @throws InputException if a file is there and cannot be used
   */
  public static Text read(Path directory) {
    Optional<ChatTemplate> template = ChatTemplate.open(directory);
    return new Text(directory, TextTokenizer.open(directory), template);
  }

  /** True where text can be made of tokens and tokens of text. */
  public boolean hasTokenizer() {
    return tokenizer.isPresent();
  }

  /** True where a user's message is written into a template. */
  public boolean hasChatTemplate() {
    return template.isPresent();
  }

  /**
   * Token ids of a plain text, with the marks the tokenizer itself adds.
   *
   * @throws InputException without a tokenizer
   */
  public int[] encode(String text) {
    return tokenizer().encode(text, true);
  }

  /**
   * Token ids of a user's message: in the chat template where there is one, else as plain text.
   *
   * @throws InputException without a tokenizer
   */
  public int[] user(String message) {
    return conversation(List.of(new ChatMessage("user", message)));
  }

  /**
   * Token ids of a conversation that the model shall go on with: in the chat template where there
   * is one, else the messages as plain text, one after the other.
   *
   * @throws InputException without a tokenizer, or if the template refuses the conversation
   */
  public int[] conversation(List<ChatMessage> messages) {
    if (template.isPresent()) {
      return tokenizer().encode(template.get().render(messages, true), false);
    }
    return encode(String.join("\n", messages.stream().map(ChatMessage::content).toList()));
  }

  /**
   * Text of token ids, special tokens left out.
   *
   * @throws InputException without a tokenizer
   */
  public String decode(int[] ids) {
    return tokenizer().decode(ids, true);
  }

  /** Turns tokens into text one by one; empty without a tokenizer. */
  Optional<StreamDecoder> newDecoder() {
    return tokenizer.map(t -> new StreamDecoder(t, true));
  }

  private TextTokenizer tokenizer() {
    return tokenizer.orElseThrow(
        () ->
            new InputException(
                directory + ": has no tokenizer.json; give token ids by --prompt-ids"));
  }

  @Override
  public void close() {
    tokenizer.ifPresent(TextTokenizer::close);
  }
}
