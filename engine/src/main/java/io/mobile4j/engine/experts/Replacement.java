package io.mobile4j.engine.experts;

/**
 * Ranks experts by how much they are worth a slot. Experts are keys, {@code layer * E + expert}.
 */
interface Replacement {
  /** A new pass over the layers begins. */
  void pass();

  /** An expert is used by so many tokens of the pass. */
  void used(int key, int tokens);

  /** An expert has been loaded, perhaps before its use. */
  void loaded(int key);

  /** Nothing has been used or loaded. */
  void forget();

  /** The expert with the lowest worth leaves first. */
  double worth(int key);
}
