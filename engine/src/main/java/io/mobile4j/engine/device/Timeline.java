package io.mobile4j.engine.device;

/** The KV cache of one session. */
public interface Timeline extends AutoCloseable {
  /** Positions it has room for. */
  int contextTokens();

  /** Bytes it holds. */
  long bytes();

  @Override
  void close();
}
