package io.deltatune.model.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the archive from which PyTorch loads a scripted module: a plain zip with stored entries
 * that holds the class {@code Ops} as text and a pickled instance of it whose only attributes are
 * {@code training} and {@code scratch}, an empty list in which the text may keep memory that it
 * uses again and again.
 *
 * <p>The layout is that of PyTorch's {@code torch/csrc/jit/serialization}, file format version 10.
 */
final class TorchScriptArchive {
  private static final String FOLDER = "engine/";
  private static final String HEADER =
      """
      class Ops(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        scratch : List[Tensor]
      """;

  private TorchScriptArchive() {}

  /**
   * @param methods the methods of the class, each indented by two spaces
   * @return the bytes of the archive
   */
  static byte[] of(String methods) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", instance());
      store(zip, "code/__torch__.py", (HEADER + methods).getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The pickle of an {@code Ops} that trains and has no scratch memory yet. */
  private static byte[] instance() {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {(byte) 0x80, 2});
    pickle.writeBytes("c__torch__\nOps\n".getBytes(StandardCharsets.US_ASCII));
    pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', '('});
    pickle.writeBytes(name("training"));
    pickle.write(0x88);
    pickle.writeBytes(name("scratch"));
    pickle.write(']');
    pickle.writeBytes(new byte[] {'u', 'b', '.'});
    return pickle.toByteArray();
  }

  private static byte[] name(String text) {
    byte[] name = text.getBytes(StandardCharsets.US_ASCII);
    byte[] pickled = new byte[name.length + 5];
    pickled[0] = 'X';
    pickled[1] = (byte) name.length;
    System.arraycopy(name, 0, pickled, 5, name.length);
    return pickled;
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(FOLDER + name);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
