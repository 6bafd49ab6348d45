/** A small fixed pool of threads that share an operation by parts. */
package io.mobile4j.kernels.parallel;
