package io.deltatune.bench;

/**
 * Watches this process's memory: Linux keeps the peak of all resident pages, but not of its parts.
 */
public final class MemoryPeak implements AutoCloseable {
  private static final long MILLISECONDS = 20;

  private final Thread thread = new Thread(this::watch, "memory peak");
  private volatile boolean closed;
  private ProcessMemory largest = new ProcessMemory(0, 0, 0, 0);

  private MemoryPeak() {}

  /** Begins to watch. */
  public static MemoryPeak start() {
    MemoryPeak peak = new MemoryPeak();
    peak.thread.setDaemon(true);
    peak.thread.start();
    return peak;
  }

  /** The parts, each at its own peak so far. */
  public synchronized ProcessMemory largest() {
    look();
    return largest;
  }

  private synchronized void look() {
    ProcessMemory now = ProcessMemory.now();
    largest =
        new ProcessMemory(
            Math.max(largest.resident(), now.resident()),
            Math.max(largest.anonymous(), now.anonymous()),
            Math.max(largest.file(), now.file()),
            Math.max(largest.peak(), now.peak()));
  }

  private void watch() {
    try {
      while (!closed) {
        look();
        Thread.sleep(MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
