/**
 * A model on a device of TornadoVM, or on the host as one. Weights, KV cache, expert slots and
 * activations live in the device's memory; task graphs compute a part of a layer each, and what
 * they compute is told by small int arrays.
 */
package io.mobile4j.engine.device.tornado;
