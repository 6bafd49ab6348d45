/** Sums, weighted sums and clamping of activations. */
package io.mobile4j.kernels.elementwise;
