package io.mobile4j.loader.weights;

import io.mobile4j.loader.InputException;
import io.mobile4j.loader.safetensors.Checkpoint;
import io.mobile4j.loader.safetensors.TensorInfo;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a model takes from its checkpoint. Every tensor is claimed by name and shape before anything
 * is loaded; afterwards a tensor that nobody claimed shows that checkpoint and configuration do not
 * belong together.
 */
public final class TensorClaims {
  private final Checkpoint checkpoint;
  private final Set<String> claimed = new HashSet<>();

  public TensorClaims(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Whether the checkpoint has the tensor; does not claim it. */
  public boolean has(String name) {
    return checkpoint.find(name).isPresent();
  }

  /**
   * Claims a tensor.
   *
   * @param shape the shape it must have, outermost dimension first
   * @throws InputException if it is missing, has another shape, or is not F32, BF16 or F16
   */
  public TensorInfo require(String name, long... shape) {
    TensorInfo tensor = checkpoint.info(name);
    List<Long> expected = Arrays.stream(shape).boxed().toList();
    if (!tensor.shape().equals(expected)) {
      throw new InputException(
          "%s: tensor %s has shape %s, but config.json makes it %s"
              .formatted(tensor.file(), name, tensor.shape(), expected));
    }
    format(tensor);
    claimed.add(name);
    return tensor;
  }

  /** Claims a matrix [rows, cols]; errors as {@link #require}. */
  public StoredMatrix matrix(String name, int rows, int cols) {
    TensorInfo tensor = require(name, rows, cols);
    return new StoredMatrix(tensor, format(tensor), rows, cols, 0);
  }

  /** Claims a vector [length] as a matrix of one row; errors as {@link #require}. */
  public StoredMatrix vector(String name, int length) {
    TensorInfo tensor = require(name, length);
    return new StoredMatrix(tensor, format(tensor), 1, length, 0);
  }

  /**
   * Claims a tensor [count, rows, cols] of matrices that are stored one after the other, as one
   * matrix of all their rows; errors as {@link #require}.
   */
  public StoredMatrix stack(String name, int count, int rows, int cols) {
    TensorInfo tensor = require(name, count, rows, cols);
    return new StoredMatrix(tensor, format(tensor), Math.multiplyExact(count, rows), cols, 0);
  }

  /**
   * Ends the claiming.
   *
   * @param ignorable tensors that may be there unclaimed, such as buffers that are computed anew
   * @throws InputException if the checkpoint has a tensor that was not claimed
   */
  public void rejectUnclaimed(Predicate<String> ignorable) {
    List<String> surplus =
        checkpoint.tensors().keySet().stream()
            .filter(name -> !claimed.contains(name) && !ignorable.test(name))
            .toList();
    if (!surplus.isEmpty()) {
      throw new InputException(
          "%s: %d tensors belong to no part of the model that config.json describes: %s%s"
              .formatted(
                  checkpoint.path(),
                  surplus.size(),
                  String.join(", ", surplus.subList(0, Math.min(3, surplus.size()))),
                  surplus.size() > 3 ? ", ..." : ""));
    }
  }

  private static WeightFormat format(TensorInfo tensor) {
    return switch (tensor.dtype()) {
      case F32 -> WeightFormat.F32;
      case BF16 -> WeightFormat.BF16;
      case F16 -> WeightFormat.F16;
      default ->
          throw new InputException(
              "%s: tensor %s is %s; supported weights are F32, BF16 and F16"
                  .formatted(tensor.file(), tensor.name(), tensor.dtype()));
    };
  }
}
