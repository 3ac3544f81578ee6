package io.deltatune.data.table;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second writing job out of a warehouse on the local file system, until it is closed or the
 * process ends, however it ends. On other file systems it locks nothing: there Delta refuses
 * conflicting commits, and the scheduler keeps jobs apart.
 */
public final class WarehouseLock implements AutoCloseable {
  private static final String FILE = ".deltatune.lock";

  private final FileChannel channel;

  private WarehouseLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws UserError if another job holds the lock
   */
  static WarehouseLock take(org.apache.hadoop.fs.Path warehouse) {
    if (!"file".equals(warehouse.toUri().getScheme())) {
      return new WarehouseLock(null);
    }
    Path file = Path.of(warehouse.toUri().getPath(), FILE);
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new UserError(
            ErrorCode.NOT_ACCESSIBLE,
            "the warehouse " + warehouse + " is in use",
            "another job that writes into it is running",
            "wait until it is done, or give another folder with --warehouse");
      }
      return new WarehouseLock(channel);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  @Override
  public void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
