package uk.ac.manchester.tornado.api.exceptions;

/** A graph, a plan or a kernel that cannot run as it was written. */
public class TornadoRuntimeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TornadoRuntimeException(String msg) {
    super(msg);
  }
}
