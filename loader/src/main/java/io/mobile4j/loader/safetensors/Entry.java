package io.mobile4j.loader.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One tensor's entry in a header, not yet trusted. */
record Entry(Path file, String name, JsonNode json) {
  /**
   * The tensor, if its entry is true of the file.
   *
   * @param data offset in the file where tensor data begin
   * @param size bytes of the file
   */
  TensorInfo tensor(long data, long size) {
    if (!json.isObject()) {
      throw wrong("must be an object, found " + Json.kind(json));
    }
    DType dtype = dtype();
    List<Long> shape = wholeNumbers("shape");
    List<Long> offsets = wholeNumbers("data_offsets");
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw wrong("data_offsets must be [begin, end] with begin <= end, found " + offsets);
    }
    if (offsets.get(1) > size - data) {
      throw wrong(
          "ends at byte %d of the data, but the file has only %d; it is truncated or lying"
              .formatted(offsets.get(1), size - data));
    }
    checkBytes(dtype, shape, offsets.get(1) - offsets.get(0));
    return new TensorInfo(name, dtype, shape, file, data + offsets.get(0), data + offsets.get(1));
  }

  private DType dtype() {
    JsonNode dtype = json.path("dtype");
    if (!dtype.isTextual()) {
      throw wrong("dtype must be a string, found " + Json.kind(dtype));
    }
    return DType.named(dtype.textValue())
        .orElseThrow(
            () ->
                wrong(
                    "dtype %s is not supported; supported: %s"
                        .formatted(Json.kind(dtype), DType.known())));
  }

  private List<Long> wholeNumbers(String key) {
    JsonNode list = json.path(key);
    if (!list.isArray()) {
      throw wrong(key + " must be a list, found " + Json.kind(list));
    }
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : list) {
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
        throw wrong(
            "%s must hold whole numbers from 0 to 2^63 - 1, found %s"
                .formatted(key, Json.kind(number)));
      }
      numbers.add(number.longValue());
    }
    return numbers;
  }

  private void checkBytes(DType dtype, List<Long> shape, long bytes) {
    long needed = dtype.bytes();
    try {
      for (long dimension : shape) {
        needed = Math.multiplyExact(needed, dimension);
      }
    } catch (ArithmeticException e) {
      throw wrong("shape " + shape + " has more elements than a file can hold");
    }
    if (needed != bytes) {
      throw wrong(
          "%s %s needs %d bytes, but data_offsets give it %d"
              .formatted(dtype, shape, needed, bytes));
    }
  }

  private InputException wrong(String what) {
    return new InputException("%s: tensor %s: %s".formatted(file, name, what));
  }
}
