package io.deltatune.model.safetensors;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SortedMap;

/**
 * One safetensors file, open for reading. Its tensors are mapped, not read. Thread-safe; buffers
 * that were handed out stay valid after closing.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final int PIECE = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header) {
    this.path = path;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file and checks its header against the file's length.
   *
   * @throws UserError if the file is missing, unreadable or not a well-formed safetensors file
   */
  public static SafetensorsFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          path + " is not there",
          "the safetensors file was looked for at " + path.toAbsolutePath(),
          "check the path, or download the checkpoint again");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      SafetensorsFile file =
          new SafetensorsFile(path, channel, SafetensorsHeader.read(path, ByteSource.of(channel)));
      channel = null;
      return file;
    } catch (IOException e) {
      throw unreadable(path, e);
    } finally {
      closeQuietly(channel);
    }
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /** The tensors by name, in the order of names. */
  public SortedMap<String, TensorEntry> entries() {
    return header.entries();
  }

  /** The header's free text entries, {@code format: pt} for example. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException if the file has none
   */
  public TensorEntry entry(String name) {
    TensorEntry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(path + " holds no tensor " + name);
    }
    return entry;
  }

  /**
   * A tensor's bytes, mapped, read-only and little-endian.
   *
   * @throws UserError if the tensor is longer than 2 GiB or the file cannot be read
   */
  public ByteBuffer bytes(String name) {
    TensorEntry entry = entry(name);
    if (entry.bytes() > Integer.MAX_VALUE) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          path + ": the tensor " + name + " has " + entry.bytes() + " bytes",
          "a single tensor is read in pieces of at most 2 GiB",
          "save the checkpoint in bf16, or read the tensor in parts");
    }
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, entry.offset(), entry.bytes())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Reads a part of a tensor's bytes; tensors of any length.
   *
   * @param from the first byte, counted within the tensor
   * @param target filled from its position to its limit
   * @throws UserError if the file cannot be read or has become shorter
   * @throws IllegalArgumentException if the part does not lie within the tensor
   */
  public void read(String name, long from, ByteBuffer target) {
    TensorEntry entry = entry(name);
    if (from < 0 || from > entry.bytes() - target.remaining()) {
      throw new IllegalArgumentException(
          name + " has no bytes " + from + " to " + (from + target.remaining()));
    }
    long position = entry.offset() + from;
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target, position);
        if (count < 0) {
          throw new EOFException("the file has become shorter");
        }
        position += count;
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The SHA-256 of a tensor's bytes; of any length. */
  public byte[] sha256(String name) {
    TensorEntry entry = entry(name);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, entry.bytes()));
      for (long done = 0; done < entry.bytes(); done += piece.limit()) {
        piece.clear().limit((int) Math.min(PIECE, entry.bytes() - done));
        read(name, done, piece);
        digest.update(piece.flip());
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * A tensor's values as fp32; bf16, fp16 and fp32 tensors only.
   *
   * @throws IllegalArgumentException for a tensor of another type
   */
  public float[] floats(String name) {
    TensorEntry entry = entry(name);
    return switch (entry.type()) {
      case BF16 -> BFloat16.toFloats(bytes(name));
      case FP16 -> Float16.toFloats(bytes(name));
      case FP32 -> {
        float[] values = new float[Math.toIntExact(entry.elements())];
        bytes(name).asFloatBuffer().get(values);
        yield values;
      }
      default -> throw new IllegalArgumentException(name + " is of type " + entry.type());
    };
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static UserError unreadable(Path path, IOException origin) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        path + " cannot be read",
        String.valueOf(origin.getMessage()),
        "check the file's permissions and the disk",
        origin);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written: a failure to close a file that was only read loses nothing.
    }
  }
}
