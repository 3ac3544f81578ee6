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

  /** Writes a text in UTF-8; as with {@link #stage}, a symbolic link is replaced. */
  public static void writeText(Path path, String text) {
    Content content =
        channel -> {
          ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        };
    try (Staged staged = stage(path, content)) {
      staged.commit();
    }
  }

  /**
   * Writes under a temporary name in the same folder, forces the bytes to the disk and moves the
   * file to its place. The folder is made where it is missing. Behind a symbolic link the file that
   * it leads to is written, and the link stays.
   *
   * @throws UserError if the file cannot be written, or something else than a file is there
   */
  public static void write(Path path, Content content) {
    try (Staged staged = stage(behindLinks(path), content)) {
      staged.commit();
    }
  }

  /**
   * The first half of writing: the file lies whole under its temporary name, and the place itself
   * is as it was. A symbolic link will be replaced, not followed: in a folder of links to another
   * model's files those files stay as they are.
   *
   * @throws UserError if the file cannot be written, or something else than a file is there
   */
  public static Staged stage(Path path, Content content) {
    refuseOtherThanFile(path);
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

  /**
   * Forces a folder's entries to the disk: what was moved into it or deleted stays so through a
   * loss of power. Where folders cannot be forced (Windows) nothing is done.
   */
  public static void forceEntries(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static Path behindLinks(Path path) {
    if (!Files.isSymbolicLink(path)) {
      return path;
    }
    refuseOtherThanFile(path);
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** A device or a pipe would not be written to but replaced by a file. */
  private static void refuseOtherThanFile(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          path + " cannot be written",
          "it is " + (Files.isDirectory(path) ? "a folder" : "a device, a pipe or a socket"),
          "name a file");
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
