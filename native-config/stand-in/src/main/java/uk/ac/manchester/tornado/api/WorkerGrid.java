package uk.ac.manchester.tornado.api;

/** How many work-items a task runs as, and in groups of how many. All arrays are [x, y, z]. */
public interface WorkerGrid {
  int dimension();

  long[] getGlobalWork();

  /** Work-items of a group; null leaves the choice to the device. */
  long[] getLocalWork();

  long[] getNumberOfWorkgroups();

  long[] getGlobalOffset();

  void setGlobalWork(long x, long y, long z);

  void setLocalWork(long x, long y, long z);

  void setNumberOfWorkgroupsToNull();

  void setLocalWorkToNull();

  void setGlobalOffset(long x, long y, long z);
}
