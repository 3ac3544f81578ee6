package io.deltatune.data.annotation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.data.table.ExampleKind;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.data.table.WarehouseLock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Annotates the examples of some sources that were not yet annotated under the annotator's version.
 * All texts of an example are written in one commit, so that a run that was cut off is completed by
 * the next one; a run that finds nothing to do writes nothing.
 */
public final class AnnotationStage {
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final long EXAMPLES_A_TASK = 20_000;
  private static final long FEWEST_EXAMPLES_A_TASK = 50;

  private final Warehouse warehouse;
  private final ProgressReporter reporter;

  /** A stage over a warehouse. */
  public AnnotationStage(Warehouse warehouse, ProgressReporter reporter) {
    this.warehouse = warehouse;
    this.reporter = reporter;
  }

  /**
   * Annotates what lacks annotations.
   *
   * @param sources the names of datasets
   * @return the number of examples that were annotated
   * @throws io.deltatune.core.error.UserError if the warehouse cannot be written or is in use
   */
  @SuppressWarnings("try") // the lock is there to be held
  public long run(TextAnnotator annotator, List<String> sources) {
    try (Progress progress = reporter.start("annotate", "examples", -1);
        WarehouseLock lock =
            warehouse.lock(PATIENCE, () -> progress.note("waits for another job"))) {
      String run = UUID.randomUUID().toString();
      Instant started = Instant.now().truncatedTo(ChronoUnit.MICROS);
      long annotated = 0;
      for (Table<?> table : ExampleKind.tables()) {
        progress.note(table.name());
        Dataset<Row> missing = missing(table, annotator.version(), sources);
        long rows = missing.count();
        if (rows > 0) {
          Dataset<Row> texts = ExampleTexts.of(table, missing).repartition(partitions(rows));
          Dataset<Row> found = annotator.annotate(texts);
          warehouse.append(
              Tables.ANNOTATIONS,
              found
                  .withColumn("version", lit(annotator.version()))
                  .withColumn("run_id", lit(run))
                  .withColumn("annotated_at", lit(Timestamp.from(started))));
          progress.advance(rows, 0);
        }
        annotated += rows;
      }
      return annotated;
    }
  }

  /** Annotation takes a hundred times as long as reading: every core gets its part. */
  private int partitions(long examples) {
    int cores = warehouse.spark().sparkContext().defaultParallelism();
    long most = Math.max(cores, examples / EXAMPLES_A_TASK);
    return (int) Math.min(most, Math.max(1, examples / FEWEST_EXAMPLES_A_TASK));
  }

  private Dataset<Row> missing(Table<?> table, String version, List<String> sources) {
    Dataset<Row> done =
        warehouse
            .readOrEmpty(Tables.ANNOTATIONS)
            .where(col("version").equalTo(version))
            .select(col("example_id").as("id"))
            .distinct();
    return warehouse
        .readOrEmpty(table)
        .where(col("source").isin(sources.toArray()))
        .join(done, new String[] {"id"}, "left_anti");
  }
}
