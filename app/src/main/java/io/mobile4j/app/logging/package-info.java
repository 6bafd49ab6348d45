/** What libraries and the engine log: warnings, on stderr. */
package io.mobile4j.app.logging;
