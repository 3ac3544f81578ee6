package io.deltatune.data.source.hub;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Closes a connection that gives nothing for too long, so that its reader fails. */
final class Watch implements AutoCloseable {
  private final Thread thread;
  private volatile long last = System.nanoTime();
  private volatile boolean done;

  Watch(Closeable connection, Duration patience) {
    thread = new Thread(() -> watch(connection, patience), "hub-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(Closeable connection, Duration patience) {
    try {
      while (!done) {
        Thread.sleep(Math.max(10, patience.toMillis() / 10));
        if (!done && System.nanoTime() - last > patience.toNanos()) {
          connection.close();
          return;
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Something came. */
  void alive() {
    last = System.nanoTime();
  }

  @Override
  public void close() {
    done = true;
    thread.interrupt();
  }
}
