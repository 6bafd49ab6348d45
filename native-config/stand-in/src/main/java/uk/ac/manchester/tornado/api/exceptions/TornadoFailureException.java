package uk.ac.manchester.tornado.api.exceptions;

/** A plan that another plan has made unusable. */
public class TornadoFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TornadoFailureException(String msg) {
    super(msg);
  }
}
