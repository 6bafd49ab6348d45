/** How fast this machine reads memory: the measure of every product that decodes a token. */
package io.mobile4j.kernels.bandwidth;
