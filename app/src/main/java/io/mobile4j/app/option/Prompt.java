package io.mobile4j.app.option;

import io.mobile4j.engine.Text;

/** What the model is asked, whatever form it was given in. */
@FunctionalInterface
public interface Prompt {
  /**
   * The prompt in tokens.
   *
   * @throws io.mobile4j.loader.InputException if the model cannot take it as asked
   */
  int[] tokens(Text text);
}
