package io.mobile4j.engine;

/** Told of every token as it comes. */
@FunctionalInterface
public interface TokenListener {
  /**
   * A token was chosen.
   *
   * @param token its id
   * @param text what it adds to the answer; empty while a character's bytes are incomplete, for
   *     special tokens, and where the model has no tokenizer
   */
  void token(int token, String text);
}
