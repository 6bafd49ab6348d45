package io.mobile4j.golden;

import io.mobile4j.loader.safetensors.Checkpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What another engine computed for one prompt.
 *
 * @param ids [T] the prompt
 * @param logits [T, V]
 * @param greedy the tokens that greedy decoding appends
 */
public record Expected(int[] ids, float[] logits, List<Integer> greedy) {
  /** Reads {@code ids}, {@code logits} and {@code greedy} of a prompt from a safetensors file. */
  public static Expected read(Path file, int prompt) {
    Checkpoint tensors = Checkpoint.open(file);
    try (Arena arena = Arena.ofConfined()) {
      return new Expected(
          ints(tensors, "ids" + prompt, arena),
          map(tensors, "logits" + prompt, arena).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED),
          Arrays.stream(ints(tensors, "greedy" + prompt, arena)).boxed().toList());
    }
  }

  /** T. */
  public int length() {
    return ids.length;
  }

  private static int[] ints(Checkpoint tensors, String name, Arena arena) {
    return map(tensors, name, arena).toArray(ValueLayout.JAVA_INT_UNALIGNED);
  }

  private static MemorySegment map(Checkpoint tensors, String name, Arena arena) {
    return tensors.map(tensors.info(name), arena);
  }
}
