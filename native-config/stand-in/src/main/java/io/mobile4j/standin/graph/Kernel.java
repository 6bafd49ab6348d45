package io.mobile4j.standin.graph;

/** A task's method, whatever the number of its arguments. */
@FunctionalInterface
public interface Kernel {
  void run(Object[] arguments);
}
