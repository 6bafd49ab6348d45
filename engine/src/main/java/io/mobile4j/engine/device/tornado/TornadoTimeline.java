package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.device.Timeline;
import io.mobile4j.loader.weights.OffHeapBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The KV cache of one session: in the device's memory while it is the one computed with, else in
 * main memory.
 */
final class TornadoTimeline implements Timeline {
  private final Caches caches;
  private final int contextTokens;
  private final List<OffHeapBuffer> saved = new ArrayList<>(); // empty while on the device

  TornadoTimeline(Caches caches, int contextTokens) {
    this.caches = caches;
    this.contextTokens = contextTokens;
  }

  List<OffHeapBuffer> saved() {
    return saved;
  }

  void forgetSaved() {
    saved.forEach(OffHeapBuffer::close);
    saved.clear();
  }

  @Override
  public int contextTokens() {
    return contextTokens;
  }

  @Override
  public long bytes() {
    return caches.bytes();
  }

  @Override
  public void close() {
    caches.forget(this);
    forgetSaved();
  }
}
