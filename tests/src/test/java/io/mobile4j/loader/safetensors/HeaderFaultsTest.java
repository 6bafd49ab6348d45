package io.mobile4j.loader.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault of a header is one line that names the file and what is wrong. */
class HeaderFaultsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 5} | must be an object, found 5",
        "{\"a\": {}} | dtype must be a string, found nothing",
        "{\"a\": {\"dtype\": 3, \"shape\": [2], \"data_offsets\": [0, 8]}} | dtype must be a string",
        "{\"a\": {\"dtype\": \"F31\", \"shape\": [2], \"data_offsets\": [0, 8]}} | dtype the string \"F31\" is not supported",
        "{\"a\": {\"dtype\": \"f32\", \"shape\": [2], \"data_offsets\": [0, 8]}} | is not supported; supported: BOOL",
        "{\"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 8]}} | shape must be a list, found nothing",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": 2, \"data_offsets\": [0, 8]}} | shape must be a list, found 2",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [-2], \"data_offsets\": [0, 8]}} | shape must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2.0], \"data_offsets\": [0, 8]}} | shape must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [null], \"data_offsets\": [0, 8]}} | shape must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [\"2\"], \"data_offsets\": [0, 8]}} | shape must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [9223372036854775808], \"data_offsets\": [0, 8]}} | shape must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296, 2], \"data_offsets\": [0, 8]}} | more elements than a file can hold",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [4611686018427387905], \"data_offsets\": [0, 4]}} | more elements than a file can hold",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [0, 8]}} | F32 [3] needs 12 bytes, but data_offsets give it 8",
        "{\"a\": {\"dtype\": \"BF16\", \"shape\": [2], \"data_offsets\": [0, 8]}} | BF16 [2] needs 4 bytes",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [], \"data_offsets\": [0, 8]}} | F32 [] needs 4 bytes",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2]}} | data_offsets must be a list, found nothing",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0]}} | must be [begin, end]",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4, 8]}} | must be [begin, end]",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [8, 0]}} | must be [begin, end]",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [-8, 0]}} | data_offsets must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8.5]}} | data_offsets must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 1e3]}} | data_offsets must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 18446744073709551615]}} | data_offsets must hold whole numbers",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [0, 12]}} | ends at byte 12 of the data, but the file has only 8",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [9223372036854775800, 9223372036854775804]}} | ends at byte 9223372036854775804",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}, \"b\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}} | tensor b overlaps another",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}} | tensor a leaves a gap before it",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}} | the tensors end at byte",
        "{} | the tensors end at byte",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}, \"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}} | Duplicate field 'a'",
        "{\"__metadata__\": 5, \"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}} | __metadata__ must be an object of strings",
        "{\"__metadata__\": {\"k\": 5}, \"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}} | __metadata__ must be an object of strings",
        "[1, 2] | expected a JSON object, found a list",
        "null | expected a JSON object, found null",
        "{} {} | not valid JSON",
        "{\"a\" | not valid JSON",
        "PK0304 | not valid JSON",
      })
  void lyingHeader(String header, String expected) throws IOException {
    Path file = RawFile.write(directory.resolve("lie.safetensors"), header, 8);
    assertFault(file, expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void absurdHeaderLength(long length) throws IOException {
    Path file =
        RawFile.write(directory.resolve("lie.safetensors"), length, new byte[] {'{', '}'}, 0);
    assertFault(file, "header length " + Long.toUnsignedString(length));
  }

  @Test
  void headerLongerThanTheFile() throws IOException {
    Path file = RawFile.write(directory.resolve("lie.safetensors"), 3, new byte[] {'{', '}'}, 0);
    assertFault(file, "header of 3 bytes is longer than the file of 10 bytes");
  }

  @Test
  void headerDeeperThanAnyStack() throws IOException {
    Path file = directory.resolve("lie.safetensors");
    RawFile.write(file, "{\"a\":" + "[".repeat(100_000), 0);
    assertFault(file, "not valid JSON");
  }

  @Test
  void headerThatIsNoText() throws IOException {
    Path file = directory.resolve("lie.safetensors");
    RawFile.write(file, 4, new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe}, 0);
    assertFault(file, "not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void fileWithoutAHeader(int bytes) throws IOException {
    Path file = Files.write(directory.resolve("short.safetensors"), new byte[bytes]);
    assertFault(file, bytes + " bytes are too few");
  }

  @Test
  void missingFileAndDirectory() {
    assertFault(directory.resolve("none.safetensors"), "no such file");
    assertFault(directory, "holds neither model.safetensors nor");
  }

  @Test
  void namesThatWouldBreakALine() throws IOException {
    String name = "a\\n\\u001b[31mb".repeat(1000);
    Path file = directory.resolve("lie.safetensors");
    RawFile.write(file, "{\"" + name + "\": 1}", 0);
    assertFault(file, "...");
  }

  @Test
  void emptyTensorsAndScalarsAreTrue() throws IOException {
    Path file = directory.resolve("true.safetensors");
    RawFile.write(
        file,
        """
        {"empty": {"dtype": "F32", "shape": [0, 7], "data_offsets": [0, 0]},
         "scalar": {"dtype": "F64", "shape": [], "data_offsets": [0, 8]},
         "last": {"dtype": "I8", "shape": [0], "data_offsets": [8, 8]}}""",
        8);
    Checkpoint checkpoint = Checkpoint.open(file);
    assertEquals(List.of("empty", "last", "scalar"), List.copyOf(checkpoint.tensors().keySet()));
    assertEquals(8, checkpoint.info("scalar").bytes());
    assertEquals(0, checkpoint.info("empty").bytes());
  }

  private static void assertFault(Path file, String expected) {
    InputException fault = assertThrows(InputException.class, () -> Checkpoint.open(file));
    assertTrue(fault.getMessage().contains(expected), fault.getMessage());
    assertTrue(fault.getMessage().startsWith(file.toString()), fault.getMessage());
    assertEquals(1, fault.getMessage().lines().count());
    assertTrue(fault.getMessage().length() < 1100);
  }
}
