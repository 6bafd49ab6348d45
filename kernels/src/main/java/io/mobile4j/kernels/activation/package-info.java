/** The gated activation of a feed-forward network. */
package io.mobile4j.kernels.activation;
