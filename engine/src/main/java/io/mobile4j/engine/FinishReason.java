package io.mobile4j.engine;

/** Why generation ended. */
public enum FinishReason {
  /** An end token or a stop string. */
  STOP,
  /** The asked number of tokens, or the end of the context. */
  LENGTH,
  /** {@link Session#cancel()}. */
  CANCELLED
}
