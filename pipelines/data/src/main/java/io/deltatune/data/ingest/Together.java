package io.deltatune.data.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Pieces of work on a few threads. A commit keeps the driver busy for as long as the cluster, so
 * that commits into several tables take less time together than one after the other. No two pieces
 * may share a query with a lambda in it: small queries are computed in the thread that asks, and
 * the variable of a lambda is one for all threads.
 */
final class Together {
  private static final int THREADS = 3;

  private Together() {}

  /**
   * Does all of the work, and returns when none goes on any more.
   *
   * @throws Exception what the first piece that failed threw
   */
  static void run(List<Runnable> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> pieces = new ArrayList<>();
    try {
      work.forEach(piece -> pieces.add(threads.submit(piece)));
    } finally {
      threads.shutdown();
    }
    Throwable first = null;
    for (Future<?> piece : pieces) {
      try {
        piece.get();
      } catch (ExecutionException failure) {
        first = first == null ? failure.getCause() : first;
      }
    }
    if (first instanceof Error error) {
      throw error;
    }
    if (first != null) {
      throw (Exception) first;
    }
  }
}
