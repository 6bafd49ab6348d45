package io.mobile4j.standin.memory;

/** Whether an array has ever been written: what no task writes is not copied back to the host. */
public final class Writes {
  private static final ScopedValue<Writes> CURRENT = ScopedValue.newInstance();

  private boolean any; // racing writers all store the same

  /** The note for an array that is being made: the caller's of {@link #during}, or a new one. */
  public static Writes current() {
    return CURRENT.isBound() ? CURRENT.get() : new Writes();
  }

  /** Makes an array that leaves its notes here. */
  public <T> T during(ScopedValue.CallableOp<T, RuntimeException> making) {
    return ScopedValue.where(CURRENT, this).call(making);
  }

  public void note() {
    any = true;
  }

  public boolean any() {
    return any;
  }
}
