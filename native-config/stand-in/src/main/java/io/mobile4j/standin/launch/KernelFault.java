package io.mobile4j.standin.launch;

/** What a kernel threw, and at which work-item. */
final class KernelFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KernelFault(WorkItem item, Throwable cause) {
    super(item.toString(), cause, false, false);
  }
}
