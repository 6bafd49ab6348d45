/** The chosen experts of a layer on a device, from slots, and their weighted sum. */
package io.mobile4j.kernels.experts;
