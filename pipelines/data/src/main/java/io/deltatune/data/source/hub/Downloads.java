package io.deltatune.data.source.hub;

import io.deltatune.core.error.UserError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Fetches files, up to {@value #AT_ONCE} at once, and tells how far it has come. */
final class Downloads {
  /** Half of what the hub's own client takes: enough for a fast line. */
  static final int AT_ONCE = 4;

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MEGABYTE = 1_000_000;

  private final String repository;
  private final int files;
  private final long bytes;
  private final Duration patience;
  private final Consumer<String> told;
  private int done;
  private long arrived;
  private long toldAt = System.nanoTime();
  private boolean stopped;

  /**
   * @param patience how long to wait for the others when one has failed
   * @param told how far it has come, in words
   */
  Downloads(String repository, List<HubFile> files, Duration patience, Consumer<String> told) {
    this.repository = repository;
    this.files = files.size();
    this.bytes = files.stream().mapToLong(HubFile::bytes).sum();
    this.patience = patience;
    this.told = told;
  }

  /**
   * Runs the downloads of the files.
   *
   * @throws UserError of the first that fails; the others are ended then, and what they had is kept
   */
  void run(List<Runnable> downloads) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, Downloads::thread);
    try {
      ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
      downloads.forEach(download -> running.submit(download, null));
      for (Runnable unused : downloads) {
        running.take().get();
        tell(1);
      }
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while downloading", interrupted);
    } finally {
      end(threads);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "hub-download");
    thread.setDaemon(true);
    return thread;
  }

  /** Nothing is written any more behind this, unless a connection hangs. */
  private void end(ExecutorService threads) {
    synchronized (this) {
      stopped = true;
    }
    threads.shutdownNow();
    try {
      boolean unused = threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Counts bytes that are there.
   *
   * @throws CancellationException if another download has failed
   */
  synchronized void arrived(long more) {
    if (stopped) {
      throw new CancellationException();
    }
    arrived = Math.min(bytes, arrived + more);
    if (System.nanoTime() - toldAt > EVERY_NANOS) {
      tell(0);
    }
  }

  private synchronized void tell(int more) {
    done += more;
    toldAt = System.nanoTime();
    told.accept(
        "download %s: %d of %d files, %d of %d MB"
            .formatted(repository, done, files, arrived / MEGABYTE, bytes / MEGABYTE));
  }
}
