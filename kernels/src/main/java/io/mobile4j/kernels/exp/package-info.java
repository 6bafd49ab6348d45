/** The exponential function of vectors, for softmax and activations. */
package io.mobile4j.kernels.exp;
