package io.deltatune.data.table;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Intermediate rows as Parquet files, so that plans stay short, nothing is computed twice, and what
 * an executor loses is read again. Whoever owns the folder deletes it.
 */
public final class StagedRows {
  private final SparkSession spark;
  private final Path folder;

  /** Rows in a folder, which is made with the first of them. */
  public StagedRows(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * The same rows, from files. A name stands for one result in the folder.
   *
   * @throws io.deltatune.core.error.UserError if the disk is full
   */
  public Dataset<Row> keep(String name, Dataset<Row> rows) {
    String path = new Path(folder, name).toString();
    DiskFull.told(folder, () -> rows.write().mode("overwrite").parquet(path));
    return spark.read().schema(rows.schema()).parquet(path);
  }
}
