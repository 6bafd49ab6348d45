package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.ExpertBatch;

/** Every expert has a slot of its own for good: nothing moves. */
public final class AllResident implements ExpertResidency {
  private final int layers;
  private final int experts;

  /** For {@code layers} layers of {@code experts} experts each, whose slots follow one another. */
  public AllResident(int layers, int experts) {
    this.layers = layers;
    this.experts = experts;
  }

  @Override
  public int slots() {
    return layers * experts;
  }

  @Override
  public int capacity() {
    return experts;
  }

  @Override
  public int group() {
    return experts;
  }

  @Override
  public void request(int expertLayer, ExpertBatch batch, int from, int to) {
    for (int i = from; i < to; i++) {
      batch.slot(i, expertLayer * experts + batch.expert(i));
    }
  }

  @Override
  public void awaitLoaded(ExpertBatch batch, int from, int to) {}

  @Override
  public void release(int expertLayer, ExpertBatch batch, int from, int to) {}

  @Override
  public void prefetch(Guess guess, int expertLayer, int[] wanted, int count) {}

  @Override
  public void cancelPrefetches() {}

  @Override
  public boolean resident(int expertLayer, int expert) {
    return true;
  }

  @Override
  public void keepUsed(boolean keep) {}

  @Override
  public void empty() {}

  @Override
  public ResidencyCounters counters() {
    return ResidencyCounters.NONE;
  }

  @Override
  public void close() {}
}
