package io.mobile4j.engine;

/** Told how far the loading of a model has come. May be called from several threads. */
@FunctionalInterface
public interface LoadListener {
  /** Tells nobody. */
  LoadListener SILENT = (stage, done, total) -> {};

  /**
   * @param stage what is being done, for people
   * @param done bytes or steps done
   * @param total of so many
   */
  void progress(String stage, long done, long total);

  /** What will be in which memory: told once, before anything is loaded, if it fits. */
  default void plan(Plan plan) {}
}
