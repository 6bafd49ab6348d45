/**
 * The public face of mobile4j: an {@link io.mobile4j.engine.Engine} is a loaded model, a {@link
 * io.mobile4j.engine.Session} one timeline of tokens.
 */
package io.mobile4j.engine;
