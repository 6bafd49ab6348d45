package io.mobile4j.standin.launch;

import java.util.function.IntFunction;

/** One work-item: its place in the grid, its group's barrier and local memory. */
public final class WorkItem {
  private final WorkGroup group;
  private final int index; // in the group, x fastest
  private int localArrays;

  WorkItem(WorkGroup group, int index) {
    this.group = group;
    this.index = index;
  }

  /** The only work-item of a grid of one. */
  public static WorkItem alone() {
    Grid grid = Grid.of("(none)", new long[] {1, 1, 1}, null);
    return new WorkItem(new WorkGroup(grid, 0, item -> {}), 0);
  }

  public int global(int dimension) {
    return group(dimension) * localSize(dimension) + local(dimension);
  }

  public int local(int dimension) {
    Grid grid = group.grid();
    return switch (dimension) {
      case 0 -> index % grid.local(0);
      case 1 -> index / grid.local(0) % grid.local(1);
      default -> index / (grid.local(0) * grid.local(1));
    };
  }

  public int group(int dimension) {
    Grid grid = group.grid();
    return switch (dimension) {
      case 0 -> group.index() % grid.groups(0);
      case 1 -> group.index() / grid.groups(0) % grid.groups(1);
      default -> group.index() / (grid.groups(0) * grid.groups(1));
    };
  }

  public int globalSize(int dimension) {
    return group.grid().global(dimension);
  }

  public int localSize(int dimension) {
    return group.grid().local(dimension);
  }

  /** Waits until every work-item of the group is here. */
  public void barrier() {
    group.barrier(index);
  }

  /**
   * The group's local array that this work-item asks for next: the n-th request of each work-item
   * gets the same array.
   */
  public <T> T localArray(Class<T> type, int size, IntFunction<T> allocate) {
    return group.localArray(type, localArrays++, size, allocate);
  }

  @Override
  public String toString() {
    return "work-item (%d, %d, %d)".formatted(global(0), global(1), global(2));
  }
}
