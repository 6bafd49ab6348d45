/**
 * What a task graph is once it runs: its tasks, the states of its arrays, and the chain by which
 * arrays stay on the device from one graph to the next.
 */
package io.mobile4j.standin.graph;
