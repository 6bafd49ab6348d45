package uk.ac.manchester.tornado.api.exceptions;

/** A state that the runtime takes for impossible. */
public class TornadoInternalError extends Error {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more library
  public TornadoInternalError(String msg, Object... args) {
    super(msg.formatted(args));
  }
}
