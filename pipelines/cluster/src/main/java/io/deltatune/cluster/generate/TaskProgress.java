package io.deltatune.cluster.generate;

import io.deltatune.core.progress.Progress;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;

/** Shows the rows and tokens of finished tasks, from the driver's accumulators. */
final class TaskProgress extends SparkListener {
  private final Progress progress;
  private final LongAccumulator rows;
  private final LongAccumulator tokens;
  private long shownRows;
  private long shownTokens;

  TaskProgress(Progress progress, LongAccumulator rows, LongAccumulator tokens) {
    this.progress = progress;
    this.rows = rows;
    this.tokens = tokens;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    show();
  }

  synchronized void show() {
    long nowRows = rows.value();
    long nowTokens = tokens.value();
    if (nowRows > shownRows) {
      progress.advance(nowRows - shownRows, nowTokens - shownTokens);
      shownRows = nowRows;
      shownTokens = nowTokens;
    }
  }
}
