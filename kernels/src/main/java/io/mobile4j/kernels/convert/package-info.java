/** Stored weights to floats: embeddings, norms, biases, and the reference for every format. */
package io.mobile4j.kernels.convert;
