package io.deltatune.data.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one commit at a time into a warehouse on the local file system, where Delta's own guard
 * works within one process only: two processes that commit the same version would lose one of the
 * two. It is held for a commit, not for a job. Other file systems have Delta's guard (HDFS, Azure
 * and Google by an atomic rename; S3 by the LogStore that the session is set up with).
 */
final class CommitLock {
  private static final String FILE = ".deltatune.commit";
  private static final Map<Path, ReentrantLock> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path file;

  CommitLock(org.apache.hadoop.fs.Path warehouse) {
    file =
        "file".equals(warehouse.toUri().getScheme())
            ? Path.of(warehouse.toUri().getPath(), FILE)
            : null;
  }

  /** Does the work while no other process commits. */
  void holding(Runnable work) {
    if (file == null) {
      work.run();
      return;
    }
    ReentrantLock own = OF_THIS_PROCESS.computeIfAbsent(file, path -> new ReentrantLock());
    own.lock();
    try {
      if (own.getHoldCount() > 1) {
        work.run();
      } else {
        workWithFile(work);
      }
    } finally {
      own.unlock();
    }
  }

  @SuppressWarnings("try") // the lock is there to be held
  private void workWithFile(Runnable work) {
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        work.run();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
