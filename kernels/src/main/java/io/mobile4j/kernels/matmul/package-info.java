/** Products of a weight matrix with one activation vector (decode) or many (prefill). */
package io.mobile4j.kernels.matmul;
