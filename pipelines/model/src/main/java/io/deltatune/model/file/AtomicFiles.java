package io.deltatune.model.file;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are either there whole or not at all, even when the process is killed. */
public final class AtomicFiles {
  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  private AtomicFiles() {}

  /** Writes a text in UTF-8. */
  public static void writeText(Path path, String text) {
    write(
        path,
        channel -> {
          ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /**
   * Writes under a temporary name in the same folder, forces the bytes to the disk and moves the
   * file to its place. The folder is made where it is missing.
   *
   * @throws UserError if the file cannot be written
   */
  public static void write(Path path, Content content) {
    try (Staged staged = stage(path, content)) {
      staged.commit();
    }
  }

  /**
   * The first half of {@link #write}: the file lies whole under its temporary name, and the place
   * itself is as it was.
   *
   * @throws UserError if the file cannot be written
   */
  public static Staged stage(Path path, Content content) {
    Path target = path.toAbsolutePath();
    Staged staged = new Staged(temporary(target), target);
    boolean written = false;
    try {
      Files.createDirectories(target.getParent());
      try (FileChannel channel =
          FileChannel.open(
              staged.temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        content.writeTo(channel);
        channel.force(true);
      }
      written = true;
      return staged;
    } catch (IOException e) {
      throw unwritable(path, e);
    } finally {
      if (!written) {
        staged.close();
      }
    }
  }

  private static Path temporary(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".tmp");
  }

  private static UserError unwritable(Path path, IOException e) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        path + " cannot be written",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "check that the folder is writable and the disk is not full",
        e);
  }

  /** A file that is written but not yet in its place; closing it uncommitted takes it away. */
  public static final class Staged implements AutoCloseable {
    private final Path temporary;
    private final Path target;

    private Staged(Path temporary, Path target) {
      this.temporary = temporary;
      this.target = target;
    }

    /** Where the file will be. */
    public Path target() {
      return target;
    }

    /** Puts the file in its place, in one step. */
    public void commit() {
      try {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw unwritable(target, e);
      }
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        // What stays behind has a temporary name and is replaced by the next write.
      }
    }
  }
}
