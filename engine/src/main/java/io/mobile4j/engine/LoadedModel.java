package io.mobile4j.engine;

import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.engine.device.select.DeviceChoice;
import io.mobile4j.engine.experts.AllResident;
import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.engine.experts.ExpertStore;
import io.mobile4j.engine.experts.FileStore;
import io.mobile4j.engine.experts.PoolStore;
import io.mobile4j.engine.experts.SlotCache;
import io.mobile4j.engine.policy.HostExperts;
import io.mobile4j.loader.expertfile.ExpertFiles;
import io.mobile4j.loader.weights.DenseWeights;
import io.mobile4j.loader.weights.ExpertPool;
import io.mobile4j.loader.weights.OffHeap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A model's weights in memory, the device that computes from them, and the experts' slots; owner of
 * all three.
 */
final class LoadedModel implements AutoCloseable {
  private final Deque<AutoCloseable> owned = new ArrayDeque<>(); // closed from the last
  private final ModelDevice device;
  private final ExpertResidency residency;
  private final Optional<HostExperts> host;

  private LoadedModel(ModelFiles files, EngineOptions options, Plan plan, DeviceChoice choice) {
    try {
      OffHeap memory = own(new OffHeap());
      int threads = Planner.threads(options);
      DenseWeights dense =
          own(
              DenseWeights.load(
                  memory,
                  files.checkpoint(),
                  files.denseTensors(options.dense(), QuantOrder.of(choice)),
                  threads,
                  (done, total) -> options.progress().progress("dense weights", done, total)));
      ExpertStore store = own(store(files, options, plan, memory));
      device = own(new DeviceBuilder(files, options, plan, memory, dense, store).build(choice));
      residency = own(residency(plan, options.ladder(), store, device.slots()));
      host =
          store instanceof PoolStore all && !plan.allResident()
              ? Optional.of(own(new HostExperts(all.pool(), threads)))
              : Optional.empty();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private static ExpertStore store(
      ModelFiles files, EngineOptions options, Plan plan, OffHeap memory) {
    int threads = Planner.threads(options);
    LoadListener progress = options.progress();
    if (plan.fileStore()) {
      return new FileStore(
          ExpertFiles.of(files.directory())
              .open(
                  files.experts(),
                  plan.expert(),
                  options.ladder().verify(),
                  memory,
                  threads,
                  (done, total) -> progress.progress("repacking experts", done, total)),
          memory);
    }
    return new PoolStore(
        ExpertPool.load(
            memory,
            files.experts(),
            plan.expert(),
            options.ladder().verify(),
            threads,
            (done, total) -> progress.progress("experts", done, total)),
        options.ladder().verify());
  }

  private static ExpertResidency residency(
      Plan plan, LadderOptions ladder, ExpertStore store, SlotMemory slots) {
    return plan.allResident()
        ? new AllResident(store.layers(), store.experts())
        : new SlotCache(store, slots, ladder.link(), ladder.cache());
  }

  /** Loads everything, or nothing. */
  static LoadedModel load(ModelFiles files, EngineOptions options, Plan plan, DeviceChoice choice) {
    return new LoadedModel(files, options, plan, choice);
  }

  /**
   * Computes experts where they are stored; empty where that is a file or every expert has a slot.
   */
  Optional<HostExperts> host() {
    return host;
  }

  ModelDevice device() {
    return device;
  }

  ExpertResidency residency() {
    return residency;
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  /** Closes everything, also where closing something fails. */
  @Override
  public void close() {
    if (owned.isEmpty()) {
      return;
    }
    try {
      owned.pop().close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      close();
    }
  }
}
