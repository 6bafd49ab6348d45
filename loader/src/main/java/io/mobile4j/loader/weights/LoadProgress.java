package io.mobile4j.loader.weights;

/** Is told how far loading has come; one call at a time, from any thread. */
@FunctionalInterface
public interface LoadProgress {
  /** Tells nobody. */
  LoadProgress NONE = (done, total) -> {};

  /**
   * More has been loaded.
   *
   * @param doneBytes bytes read from the checkpoint so far
   * @param totalBytes bytes that will be read in all
   */
  void loaded(long doneBytes, long totalBytes);
}
