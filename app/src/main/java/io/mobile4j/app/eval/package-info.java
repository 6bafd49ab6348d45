/** The quality of answers and of predicted text, for any policy. */
package io.mobile4j.app.eval;
