package io.deltatune.cluster.generate;

import io.deltatune.core.progress.Progress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.collection.JavaConverters;

/**
 * Shows the rows and tokens of finished tasks, from the driver's accumulators, and those of running
 * ones, from the executors' heartbeats.
 */
final class TaskProgress extends SparkListener {
  private final Progress progress;
  private final LongAccumulator rows;
  private final LongAccumulator tokens;
  private final Map<Long, Long> runningRows = new HashMap<>();
  private final Map<Long, Long> runningTokens = new HashMap<>();
  private final Set<Long> ended = new HashSet<>();
  private long shownRows;
  private long shownTokens;

  TaskProgress(Progress progress, LongAccumulator rows, LongAccumulator tokens) {
    this.progress = progress;
    this.rows = rows;
    this.tokens = tokens;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    ended.add(end.taskInfo().taskId()); // a heartbeat may come late
    runningRows.remove(end.taskInfo().taskId());
    runningTokens.remove(end.taskInfo().taskId());
    show();
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
    JavaConverters.seqAsJavaList(heartbeat.accumUpdates())
        .forEach(
            task -> {
              for (AccumulableInfo info : JavaConverters.seqAsJavaList(task._4())) {
                if (!ended.contains((Long) task._1())) {
                  keep(runningRows, rows, (Long) task._1(), info);
                  keep(runningTokens, tokens, (Long) task._1(), info);
                }
              }
            });
    show();
  }

  private static void keep(
      Map<Long, Long> running, LongAccumulator counter, Long task, AccumulableInfo info) {
    if (info.id() == counter.id()
        && info.update().isDefined()
        && info.update().get() instanceof Long value) {
      running.put(task, value);
    }
  }

  synchronized void show() {
    long nowRows = rows.value() + sum(runningRows);
    long nowTokens = tokens.value() + sum(runningTokens);
    if (nowRows > shownRows) {
      progress.advance(nowRows - shownRows, Math.max(0, nowTokens - shownTokens));
      shownRows = nowRows;
      shownTokens = Math.max(shownTokens, nowTokens);
    }
  }

  private static long sum(Map<Long, Long> running) {
    return running.values().stream().mapToLong(Long::longValue).sum();
  }
}
