/** Root-mean-square normalisation. */
package io.mobile4j.kernels.rmsnorm;
