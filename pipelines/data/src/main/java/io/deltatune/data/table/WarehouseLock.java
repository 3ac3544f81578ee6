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
import java.time.Duration;

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
   * @param patience how long to wait for a job that holds the lock
   * @param waiting called once, before waiting
   * @throws UserError if another job still holds the lock then
   */
  static WarehouseLock take(
      org.apache.hadoop.fs.Path warehouse, Duration patience, Runnable waiting) {
    if (!"file".equals(warehouse.toUri().getScheme())) {
      return new WarehouseLock(null);
    }
    Path file = Path.of(warehouse.toUri().getPath(), FILE);
    long end = System.nanoTime() + patience.toNanos();
    boolean told = false;
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      while (!locked(channel)) {
        if (System.nanoTime() >= end) {
          channel.close();
          throw inUse(warehouse);
        }
        if (!told) {
          waiting.run();
          told = true;
        }
        pause();
      }
      return new WarehouseLock(channel);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a lock", interrupted);
    }
  }

  private static UserError inUse(org.apache.hadoop.fs.Path warehouse) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        "the warehouse " + warehouse + " is in use",
        "another job that writes into it is running",
        "wait until it is done, or give another folder with --warehouse");
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
