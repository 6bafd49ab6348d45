package io.mobile4j.loader.expertfile;

import io.mobile4j.loader.InputException;
import io.mobile4j.loader.safetensors.Checkpoint;
import io.mobile4j.loader.safetensors.TensorInfo;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.ExpertSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;

/**
 * What an expert file must be to serve a model: a page of header, then the records, layer by layer,
 * expert by expert. The header is written last, so a file with the right header is complete.
 *
 * <pre>
 * 0    magic (8 bytes)
 * 8    version (4 bytes), then 4 bytes 0
 * 16   SHA-256 of the layout, and of names, sizes, times and tensors of the checkpoint's files
 * 48   bytes of a record (8 bytes)
 * 56   layers with experts (4 bytes)
 * 60   experts a layer (4 bytes)
 * ...  zeros up to a page
 * </pre>
 *
 * @param layout of the records
 * @param layers numbers of the model's layers that have experts
 * @param experts E, experts a layer
 * @param header the first page
 */
record FileShape(ExpertLayout layout, List<Integer> layers, int experts, byte[] header) {
  static final int HEADER_BYTES = ExpertLayout.PAGE_BYTES;

  /** "M4JEXFIL" read as a little-endian number. */
  private static final long MAGIC = 0x4C494658_454A344DL;

  private static final int VERSION = 3;

  /**
   * @throws InputException if a file of the checkpoint is gone
   */
  static FileShape of(ExpertSource source, ExpertLayout layout) {
    byte[] header = new byte[HEADER_BYTES];
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(MAGIC)
        .putInt(VERSION)
        .putInt(0)
        .put(identity(source, layout))
        .putLong(layout.recordBytes())
        .putInt(source.layers().size())
        .putInt(source.experts());
    return new FileShape(layout, source.layers(), source.experts(), header);
  }

  /** Bytes of the whole file. */
  long fileBytes() {
    return position(layers.size(), 0);
  }

  /** Offset of an expert's record; {@code layer} counts those with experts. */
  long position(int layer, int expert) {
    return HEADER_BYTES + ((long) layer * experts + expert) * layout.recordBytes();
  }

  /** The name of such a file. */
  String fileName() {
    return "experts-" + layout.format().name().toLowerCase(Locale.ROOT) + ".bin";
  }

  private static byte[] identity(ExpertSource source, ExpertLayout layout) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
    add(digest, layout + " " + source.layers() + " " + source.experts());
    Checkpoint checkpoint = source.checkpoint();
    for (Path file : checkpoint.files()) {
      add(digest, stamp(file));
    }
    for (TensorInfo tensor : checkpoint.tensors().values()) {
      add(
          digest,
          "%s %s %s %s %d %d"
              .formatted(
                  tensor.name(),
                  tensor.dtype(),
                  tensor.shape(),
                  tensor.file().getFileName(),
                  tensor.begin(),
                  tensor.end()));
    }
    return digest.digest();
  }

  private static String stamp(Path file) {
    try {
      return "%s %d %d"
          .formatted(
              file.getFileName(), Files.size(file), Files.getLastModifiedTime(file).toMillis());
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void add(MessageDigest digest, String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
