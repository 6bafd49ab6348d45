/** The one backend and the one device of a machine without TornadoVM: the host itself. */
package io.mobile4j.standin.device;
