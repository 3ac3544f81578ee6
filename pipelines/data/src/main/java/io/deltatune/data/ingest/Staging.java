package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import io.deltatune.data.table.RecordCodec;
import io.deltatune.data.table.StagedRows;
import io.deltatune.data.table.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The folder of a run's intermediate rows, {@code _staging/RUN} of the warehouse. Everything is
 * decided on rows that were written once, so that no file is read twice and no task that is run
 * anew decides otherwise. What a killed run left is removed by the next one.
 */
final class Staging implements AutoCloseable {
  static final String FOLDER = "_staging";

  /**
   * The session's setting for the bytes of staged rows, compressed, up to which the driver holds
   * what is decided on them.
   */
  static final String IN_MEMORY = "spark.deltatune.ingest.memory";

  private static final String IN_MEMORY_DEFAULT = "4m";

  private static final long JOINED_KEYS = 1L << 62;

  private final SparkSession spark;
  private final FileSystem files;
  private final Path folder;
  private final StagedRows inFiles;

  /** To be opened by the only run of the warehouse: what other runs left is removed. */
  Staging(Warehouse warehouse, String run) {
    spark = warehouse.spark();
    Path all = new Path(warehouse.path(), FOLDER);
    folder = new Path(all, run);
    inFiles = StagedRows.inFiles(spark, folder);
    try {
      files = all.getFileSystem(spark.sessionState().newHadoopConf());
      files.delete(all, true);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Writes the candidates of single rows; {@code key} is added, a number of each. */
  Dataset<Row> rows(JavaRDD<Row> candidates) {
    return inFiles.keep("rows", frame(candidates).withColumn("key", monotonically_increasing_id()));
  }

  /** Writes the candidates of joined rows. */
  Dataset<Row> joined(JavaRDD<Row> candidates) {
    return inFiles.keep(
        "joined",
        frame(candidates).withColumn("key", monotonically_increasing_id().plus(lit(JOINED_KEYS))));
  }

  /**
   * Where what is decided on the candidates is kept, by how much was staged: asked for after it.
   */
  StagedRows results() {
    try {
      long few = JavaUtils.byteStringAsBytes(spark.conf().get(IN_MEMORY, IN_MEMORY_DEFAULT));
      return files.getContentSummary(folder).getLength() <= few
          ? StagedRows.inMemory(spark)
          : StagedRows.inFiles(spark, new Path(folder, "settle"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The parts of wholes, sorted so that those of one follow each other. */
  static JavaRDD<Row> wholes(Dataset<Row> pending) {
    return pending
        .repartition(col("source"), col("detail"), col("group_key"))
        .sortWithinPartitions("source", "detail", "group_key", "file_order", "line")
        .javaRDD();
  }

  private Dataset<Row> frame(JavaRDD<Row> candidates) {
    return spark.createDataFrame(candidates, RecordCodec.of(Candidate.class).schema());
  }

  @Override
  public void close() {
    try {
      files.delete(folder.getParent(), true);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
