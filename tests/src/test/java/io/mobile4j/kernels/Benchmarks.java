package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the JMH benchmarks, only when it is asked for by name: {@code -Dtest=Benchmarks
 * -Djmh="MatMul -prof gc"}. A result that differs from the reference's fails before it is timed.
 */
class Benchmarks {
  @Test
  void run() throws RunnerException, CommandLineOptionException {
    String arguments = System.getProperty("jmh", "").strip();
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" +");
    var options =
        new OptionsBuilder().parent(new CommandLineOptions(words)).shouldFailOnError(true).build();
    assertFalse(new Runner(options).run().isEmpty(), "no benchmark is named so: " + arguments);
  }
}
