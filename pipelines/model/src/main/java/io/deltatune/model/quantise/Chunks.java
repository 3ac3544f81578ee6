package io.deltatune.model.quantise;

import java.util.stream.IntStream;

/** Work on ranges of blocks, on all cores; which core does what changes no result. */
final class Chunks {
  /** Large enough that a task costs nothing, small enough that its arrays stay in the cache. */
  private static final int BLOCKS = 256;

  /** Works on some neighbouring blocks. */
  @FunctionalInterface
  interface Work {
    void run(int firstBlock, int blocks);
  }

  /** Makes a worker with arrays of its own. */
  @FunctionalInterface
  interface Worker {
    Work with(int mostBlocks);
  }

  private Chunks() {}

  /** Runs over all blocks. */
  static void run(int blocks, Worker worker) {
    int chunks = (blocks + BLOCKS - 1) / BLOCKS;
    int tasks = Math.min(chunks, 4 * Runtime.getRuntime().availableProcessors());
    IntStream range = IntStream.range(0, tasks);
    (tasks > 1 ? range.parallel() : range)
        .forEach(
            task -> {
              Work work = worker.with(Math.min(blocks, BLOCKS));
              int from = (int) ((long) chunks * task / tasks);
              int to = (int) ((long) chunks * (task + 1) / tasks);
              for (int chunk = from; chunk < to; chunk++) {
                int first = chunk * BLOCKS;
                work.run(first, Math.min(BLOCKS, blocks - first));
              }
            });
  }
}
