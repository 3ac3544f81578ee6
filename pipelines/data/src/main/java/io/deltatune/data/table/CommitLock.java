package io.deltatune.data.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one process at a time commit into a warehouse on the local file system, where Delta's own
 * guard works within one process only: two processes that commit the same version would lose one of
 * the two. Within the process one thread at a time commits into a table. It is held for a commit,
 * not for a job. Other file systems have Delta's guard (HDFS, Azure and Google by an atomic rename;
 * S3 by the LogStore that the session is set up with).
 */
final class CommitLock {
  private static final String FILE = ".deltatune.commit";
  private static final Map<Path, Holders> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path file;
  private final Holders holders;

  CommitLock(org.apache.hadoop.fs.Path warehouse) {
    file =
        "file".equals(warehouse.toUri().getScheme())
            ? Path.of(warehouse.toUri().getPath(), FILE)
            : null;
    holders = file == null ? null : OF_THIS_PROCESS.computeIfAbsent(file, path -> new Holders());
  }

  /** Does the work on a table while no other process commits into the warehouse. */
  void holding(String table, Runnable work) {
    if (file == null) {
      work.run();
      return;
    }
    ReentrantLock own = holders.ofTables.computeIfAbsent(table, name -> new ReentrantLock());
    own.lock();
    try {
      holders.enter(file);
      try {
        work.run();
      } finally {
        holders.leave();
      }
    } finally {
      own.unlock();
    }
  }

  /**
   * The threads of this process that hold the lock: the first takes the file, the last frees it.
   */
  private static final class Holders {
    final Map<String, ReentrantLock> ofTables = new ConcurrentHashMap<>();
    private int threads;
    private FileChannel channel;

    synchronized void enter(Path file) {
      if (threads == 0) {
        try {
          Files.createDirectories(file.getParent());
          channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          channel.lock();
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
      threads++;
    }

    /** Closing the file frees it. */
    synchronized void leave() {
      threads--;
      if (threads == 0) {
        try {
          channel.close();
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
    }
  }
}
