/** From logits to the next token. */
package io.mobile4j.engine.sampling;
