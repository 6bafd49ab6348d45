package io.mobile4j.loader.weights;

import io.mobile4j.loader.safetensors.Checkpoint;
import io.mobile4j.loader.safetensors.DType;
import io.mobile4j.loader.safetensors.SafetensorsWriter;
import io.mobile4j.loader.safetensors.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small checkpoints of given values. */
final class TestCheckpoint {
  private record Tensor(TensorSpec spec, MemorySegment data) {}

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  TestCheckpoint f32(String name, float[] values, Long... shape) {
    return add(name, DType.F32, MemorySegment.ofArray(values), shape);
  }

  TestCheckpoint bf16(String name, float[] values, Long... shape) {
    short[] bits = new short[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (short) (Float.floatToIntBits(values[i]) >>> 16);
    }
    return add(name, DType.BF16, MemorySegment.ofArray(bits), shape);
  }

  TestCheckpoint f16(String name, float[] values, Long... shape) {
    short[] bits = new short[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToFloat16(values[i]);
    }
    return add(name, DType.F16, MemorySegment.ofArray(bits), shape);
  }

  TestCheckpoint i32(String name, int[] values, Long... shape) {
    return add(name, DType.I32, MemorySegment.ofArray(values), shape);
  }

  private TestCheckpoint add(String name, DType type, MemorySegment data, Long... shape) {
    tensors.put(name, new Tensor(new TensorSpec(name, type, List.of(shape)), data));
    return this;
  }

  /** Writes the file and opens it. */
  Checkpoint write(Path directory) {
    Path file = directory.resolve("model.safetensors");
    List<TensorSpec> specs = tensors.values().stream().map(Tensor::spec).toList();
    try (SafetensorsWriter writer = new SafetensorsWriter(file, specs, Map.of())) {
      tensors.values().forEach(tensor -> writer.write(tensor.data()));
      writer.finish();
    }
    return Checkpoint.open(directory);
  }
}
