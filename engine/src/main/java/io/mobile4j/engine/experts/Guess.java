package io.mobile4j.engine.experts;

/** Why an expert is believed to be wanted soon. */
public enum Guess {
  /** The little pass's router, for the big pass of the same token. */
  LITTLE_PASS("from the little pass"),
  /** The next layer's router, applied to this layer's input. */
  ROUTE_AHEAD("by the next layer's router"),
  /** The prompt used it often. */
  PROMPT("from the prompt"),
  /** The CPU has just computed it, as it was in no slot. */
  MISS("after a miss");

  private final String words;

  Guess(String words) {
    this.words = words;
  }

  /** Where the guess comes from, for people. */
  String words() {
    return words;
  }
}
