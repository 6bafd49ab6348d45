package io.mobile4j.engine.telemetry;

/** Is told of every pass after its end, by the computing thread. */
@FunctionalInterface
public interface PassListener {
  /** A pass has ended. */
  void pass(PassRecord pass);
}
