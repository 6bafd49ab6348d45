package io.mobile4j.loader.text;

import java.util.Arrays;

/**
 * Text out of tokens as they come. A character whose bytes are spread over several tokens is held
 * back until it is complete, so the pieces joined are the text of all tokens. (Only bytes that are
 * no UTF-8 at all may give another number of U+FFFD, as some tokenizers spoil a whole run of bytes
 * for one that is wrong, and what was shown cannot be taken back.)
 *
 * <p>A token's text can depend on the one before it (a leading space, for example), so each piece
 * is the difference between two short texts that begin with the same token: the last piece's tokens
 * alone, and with the new ones.
 */
public final class StreamDecoder {
  private static final char INCOMPLETE = '\uFFFD';

  private final TextTokenizer tokenizer;
  private final boolean skipSpecial;

  /** Tokens of the last piece, then those whose text is still held back. */
  private int[] window = new int[16];

  private int size;
  private String shown = "";
  private int shownTokens;

  /**
   * Begins a text.
   *
   * @param skipSpecial whether special tokens give no text
   */
  public StreamDecoder(TextTokenizer tokenizer, boolean skipSpecial) {
    this.tokenizer = tokenizer;
    this.skipSpecial = skipSpecial;
  }

  /** The text that has become complete with this token; often one word, sometimes nothing. */
  public String add(int token) {
    if (size == window.length) {
      window = Arrays.copyOf(window, 2 * size);
    }
    window[size++] = token;
    String text = decode();
    boolean complete =
        text.length() > shown.length() && text.charAt(text.length() - 1) != INCOMPLETE;
    return complete ? take(text) : "";
  }

  /** Ends the text: what is still held back, an incomplete character as U+FFFD. */
  public String finish() {
    return take(decode());
  }

  private String take(String text) {
    String piece = text.substring(Math.min(shown.length(), text.length()));
    System.arraycopy(window, shownTokens, window, 0, size - shownTokens);
    size -= shownTokens;
    shownTokens = size;
    shown = decode();
    return piece;
  }

  private String decode() {
    return tokenizer.decode(Arrays.copyOf(window, size), skipSpecial);
  }
}
