package io.mobile4j.engine;

import io.mobile4j.engine.device.DeviceException;
import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.device.cpu.CpuDevice;
import io.mobile4j.engine.device.cpu.CpuSlots;
import io.mobile4j.engine.device.select.DeviceChoice;
import io.mobile4j.engine.device.tornado.TornadoDevice;
import io.mobile4j.engine.experts.ExpertStore;
import io.mobile4j.engine.experts.PoolStore;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.DenseWeights;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.nativeconfig.DeviceInfo;
import io.mobile4j.nativeconfig.MachineProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Puts a model on a device.
 *
 * @param memory for what the device keeps in main memory
 * @param dense weights that every token uses
 * @param store all experts
 */
record DeviceBuilder(
    ModelFiles files,
    EngineOptions options,
    Plan plan,
    OffHeap memory,
    DenseWeights dense,
    ExpertStore store) {

  /**
   * The model on that device; where every expert has a slot, all are in theirs.
   *
   * @throws DeviceException if the device cannot hold or compute it
   */
  ModelDevice build(DeviceChoice choice) {
    if (choice.device().isEmpty()) {
      return cpu();
    }
    try {
      return tornado(choice.device().get());
    } catch (InputException e) {
      throw new DeviceException(e.getMessage(), e);
    } catch (RuntimeException | LinkageError e) { // a driver may throw anything
      throw new DeviceException(
          "device %s cannot be used: %s; take another device by --device, or --device cpu"
              .formatted(choice.id(), e),
          e);
    }
  }

  private ModelDevice cpu() {
    CpuSlots slots =
        store instanceof PoolStore all && plan.allResident()
            ? CpuSlots.of(all.pool())
            : CpuSlots.empty(memory, plan.expert(), plan.slots());
    try {
      return new CpuDevice(
          files.spec(),
          memory,
          dense,
          slots,
          new CpuDevice.Settings(
              Kernels.best(MachineProcessor.intel()),
              Planner.threads(options),
              plan.contextTokens(),
              options.kv(),
              options.bf16Frequencies()));
    } catch (Throwable e) {
      slots.close();
      throw e;
    }
  }

  private ModelDevice tornado(DeviceInfo info) {
    TornadoDevice device =
        new TornadoDevice(
            files.spec(),
            memory,
            dense,
            dense.matrix(files.spec().embedTokens()),
            new TornadoDevice.Settings(
                info,
                plan.contextTokens(),
                options.kv(),
                options.bf16Frequencies(),
                plan.expert(),
                plan.slots(),
                plan.allResident(),
                Kernels.best().converter()),
            (done, total) -> options.progress().progress("compiling kernels", done, total));
    try {
      if (plan.allResident()) {
        loadAll(device);
      }
      return device;
    } catch (Throwable e) {
      device.close();
      throw e;
    }
  }

  private void loadAll(ModelDevice device) {
    int total = store.layers() * store.experts();
    try {
      for (int slot = 0; slot < total; slot++) {
        store.load(slot / store.experts(), slot % store.experts(), device.slots(), slot);
        options.progress().progress("experts to the device", slot + 1, total);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an expert cannot be loaded: " + e.getMessage(), e);
    }
  }
}
