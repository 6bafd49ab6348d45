/** Softmax of one vector. */
package io.mobile4j.kernels.softmax;
