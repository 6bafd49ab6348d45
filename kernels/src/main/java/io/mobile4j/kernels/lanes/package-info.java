/** What the Vector API versions share: the vector's shape and raw access to off-heap memory. */
package io.mobile4j.kernels.lanes;
