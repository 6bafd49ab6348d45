package uk.ac.manchester.tornado.api.exceptions;

/** An array that does not fit into what is left of the device's memory. */
public class TornadoOutOfMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TornadoOutOfMemoryException(String msg) {
    super(msg);
  }
}
