/** Options that several commands share, and what they mean to the engine. */
package io.mobile4j.app.option;
