package io.mobile4j.app.output;

import io.mobile4j.engine.TokenListener;

/** Shows an answer as it comes: text, or token ids where the model has no tokenizer. */
public final class AnswerStream implements TokenListener {
  private final Streams streams;
  private final boolean text;
  private boolean begun;
  private boolean lineEnded;

  /**
   * @param text whether the model has text
   */
  public AnswerStream(Streams streams, boolean text) {
    this.streams = streams;
    this.text = text;
  }

  @Override
  public void token(int token, String piece) {
    if (text) {
      streams.print(piece);
    } else {
      streams.print((begun ? "," : "") + token);
    }
    begun = true;
    lineEnded = piece.isEmpty() ? lineEnded : piece.endsWith("\n");
  }

  /** Ends the line, where the answer has not done so. */
  public void end() {
    if (!lineEnded) {
      streams.println("");
    }
  }
}
