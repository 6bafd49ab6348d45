package io.mobile4j.engine.experts;

/** Experts in the order they were asked for, none twice. Not safe for threads. */
final class KeyQueue {
  private final int[] keys; // ring
  private final boolean[] queued; // [L * E]
  private final long[] since; // [L * E] when it was added
  private int head;
  private int size;

  /** For experts {@code 0} to {@code keys - 1}. */
  KeyQueue(int keys) {
    this.keys = new int[keys];
    queued = new boolean[keys];
    since = new long[keys];
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds it at the end, unless it waits already. */
  void add(int key) {
    if (!queued[key]) {
      queued[key] = true;
      since[key] = System.nanoTime();
      keys[at(size++)] = key;
    }
  }

  int peek() {
    return keys[head];
  }

  /** When a key was added ({@link System#nanoTime}). */
  long since(int key) {
    return since[key];
  }

  int poll() {
    int key = keys[head];
    head = at(1);
    size--;
    queued[key] = false;
    return key;
  }

  /** Takes the keys from {@code from} to below {@code to} out. */
  void removeRange(int from, int to) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int key = keys[at(i)];
      if (key >= from && key < to) {
        queued[key] = false;
      } else {
        keys[at(kept++)] = key;
      }
    }
    size = kept;
  }

  void clear() {
    while (!isEmpty()) {
      poll();
    }
  }

  private int at(int i) {
    return (head + i) % keys.length;
  }
}
