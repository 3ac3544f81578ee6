package io.deltatune.data.ingest;

import io.deltatune.core.progress.Progress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.LongAccumulator;

/** Shows rows while executors read them: what they have counted is asked for twice a second. */
final class LiveRows implements Progress {
  private final Progress progress;
  private final LongAccumulator read;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "rows");
            thread.setDaemon(true);
            return thread;
          });
  private long shown;

  LiveRows(Progress progress, LongAccumulator read) {
    this.progress = progress;
    this.read = read;
    var unused = clock.scheduleWithFixedDelay(this::show, 500, 500, TimeUnit.MILLISECONDS);
  }

  private synchronized void show() {
    long now = read.value();
    if (now > shown) {
      progress.advance(now - shown, 0);
      shown = now;
    }
  }

  @Override
  public synchronized void advance(long units, long tokens) {
    progress.advance(units, tokens);
  }

  @Override
  public synchronized void note(String text) {
    show();
    progress.note(text);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    show();
    progress.close();
  }
}
