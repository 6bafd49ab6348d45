/** How many experts a token gets: exact, little, or MoBiLE's mixture of both. */
package io.mobile4j.engine.policy;
