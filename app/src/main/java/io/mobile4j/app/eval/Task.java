package io.mobile4j.app.eval;

/**
 * A problem with a known answer.
 *
 * @param prompt given to the model as it is
 * @param answer that is right
 * @param extract the model's answer is what follows the last occurrence of this in its text; null =
 *     the whole text
 */
public record Task(String prompt, String answer, String extract) {
  /** Whether a generated text answers right; space around the answer does not matter. */
  public boolean solvedBy(String text) {
    int at = extract == null ? 0 : text.lastIndexOf(extract);
    if (at < 0) {
      return false;
    }
    int from = extract == null ? 0 : at + extract.length();
    return text.substring(from).strip().equals(answer.strip());
  }
}
