/**
 * The memory ladder: where experts are stored, how they cross the link, and which slots of the
 * device hold them.
 */
package io.mobile4j.engine.experts;
