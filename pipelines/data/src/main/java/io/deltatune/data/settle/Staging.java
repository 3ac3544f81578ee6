package io.deltatune.data.settle;

import io.deltatune.data.table.DiskFull;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Intermediate results as Parquet files, so that plans stay short, nothing is computed twice, and
 * what an executor loses is read again. Whoever owns the folder deletes it.
 */
final class Staging {
  private final SparkSession spark;
  private final Path folder;

  Staging(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** The same rows, from files. A name stands for one result in the folder. */
  Dataset<Row> keep(String name, Dataset<Row> rows) {
    String path = new Path(folder, "settle-" + name).toString();
    DiskFull.told(folder, () -> rows.write().mode("overwrite").parquet(path));
    return spark.read().schema(rows.schema()).parquet(path);
  }
}
