package io.mobile4j.engine;

import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.Optional;

/** A model's tokenizer and chat template, where its directory has them. */
public final class Text {
  private final Path directory;

  private Text(Path directory) {
    this.directory = directory;
  }

  static Text read(Path directory, int vocabSize) {
    return new Text(directory);
  }

  /** Token ids of a text, with the special tokens the tokenizer adds. */
  public int[] encode(String text) {
    throw missing();
  }

  /** Token ids of a user's message, in the chat template where there is one. */
  public int[] user(String message) {
    throw missing();
  }

  Optional<Decoder> decoder() {
    return Optional.empty();
  }

  /** Turns tokens into text, one by one. */
  interface Decoder {
    String next(int token);

    String finish();
  }

  private InputException missing() {
    return new InputException(
        directory + ": has no tokenizer.json; give token ids by --prompt-ids");
  }
}
