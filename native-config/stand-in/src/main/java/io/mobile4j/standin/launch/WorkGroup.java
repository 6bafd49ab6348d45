package io.mobile4j.standin.launch;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/**
 * One group of work-items. They take turns in order, one at a time, which makes a kernel easy to
 * step through: a thread runs one work-item after the other until one stops at a barrier; that one
 * keeps the thread, and a new virtual thread goes on with the next.
 */
final class WorkGroup {
  /** Ends work-items that wait at a barrier when another of their group has failed. */
  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("another work-item of the group failed", null, false, false);
    }
  }

  private final Grid grid;
  private final int index;
  private final Consumer<WorkItem> kernel;
  private final List<Object> localArrays = new ArrayList<>();
  private final boolean[] atBarrier; // [group size]
  private final Turns turns;
  private long localBytes;
  private int started; // work-items begun so far
  private int waiting; // work-items that have stopped at the barrier since it last opened
  private RuntimeException failure;

  WorkGroup(Grid grid, int index, Consumer<WorkItem> kernel) {
    this.grid = grid;
    this.index = index;
    this.kernel = kernel;
    atBarrier = new boolean[grid.groupSize()];
    turns = new Turns(grid.groupSize());
  }

  Grid grid() {
    return grid;
  }

  int index() {
    return index;
  }

  /** Runs every work-item, on this thread as far as no barrier holds it. */
  void run() {
    runItems();
    turns.awaitEnd();
    if (failure != null) {
      throw failure;
    }
  }

  private void runItems() {
    int next;
    do {
      int item = started++;
      runItem(item);
      next = after(item);
    } while (next == started);
    turns.give(next);
  }

  private void runItem(int item) {
    WorkItem place = new WorkItem(this, item);
    try {
      kernel.accept(place);
    } catch (Abandoned e) {
      return;
    } catch (RuntimeException | Error e) {
      failure = failure == null ? new KernelFault(place, e) : failure;
    }
  }

  void barrier(int item) {
    if (atBarrier.length == 1) {
      return;
    }
    atBarrier[item] = true;
    waiting++;
    int next = after(item);
    if (next == started) {
      turns.start(item, this::runItems);
    } else {
      turns.pass(item, next);
    }
    atBarrier[item] = false;
    if (failure != null) {
      throw new Abandoned();
    }
  }

  /** Who goes on when a work-item has ended or stopped at the barrier: maybe one not yet begun. */
  private int after(int item) {
    if (failure == null && item + 1 < atBarrier.length) {
      return item + 1;
    }
    if (failure == null && waiting == atBarrier.length) {
      waiting = 0;
      return 0;
    }
    if (failure == null && waiting > 0) {
      failure =
          new TornadoRuntimeException(
              "%d of a group's %d work-items wait at a barrier that the others do not reach"
                  .formatted(waiting, atBarrier.length));
    }
    return firstAtBarrier();
  }

  private int firstAtBarrier() {
    for (int i = 0; i < atBarrier.length; i++) {
      if (atBarrier[i]) {
        return i;
      }
    }
    return Turns.END;
  }

  <T> T localArray(Class<T> type, int number, int size, IntFunction<T> allocate) {
    if (number == localArrays.size()) {
      T array = allocate.apply(size);
      localBytes += bytes(array);
      localArrays.add(array);
    }
    if (localBytes > Grid.LOCAL_MEMORY) {
      throw new TornadoRuntimeException(
          "local arrays of %d bytes, more than a group's %d"
              .formatted(localBytes, Grid.LOCAL_MEMORY));
    }
    Object array = localArrays.get(number);
    if (!type.isInstance(array) || Array.getLength(array) != size) {
      throw new TornadoRuntimeException(
          "work-items of one group ask for different local arrays: %s[%d] and another"
              .formatted(type.getComponentType(), size));
    }
    return type.cast(array);
  }

  private static long bytes(Object array) {
    int element = array instanceof byte[] ? Byte.BYTES : Integer.BYTES;
    return (long) Array.getLength(array) * element;
  }
}
