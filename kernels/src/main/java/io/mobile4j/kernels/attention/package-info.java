/** Causal attention over a layer's cache of keys and values. */
package io.mobile4j.kernels.attention;
