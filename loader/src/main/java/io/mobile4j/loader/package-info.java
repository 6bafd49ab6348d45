/**
 * Checkpoints as they come from Hugging Face: configuration, tensors, text, and the off-heap memory
 * they go to.
 */
package io.mobile4j.loader;
