/**
 * Weights off heap: their formats, matrices, the layout of an expert record, and the pool of all
 * experts.
 */
package io.mobile4j.loader.weights;
