/**
 * The CPU: the Vector API on a few threads. Activations are float arrays, weights and KV cache are
 * off heap.
 */
package io.mobile4j.engine.device.cpu;
