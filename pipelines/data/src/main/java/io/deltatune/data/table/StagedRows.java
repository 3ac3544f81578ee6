package io.deltatune.data.table;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Intermediate rows, kept so that plans stay short, nothing is computed twice, and what an executor
 * loses is not decided otherwise: as Parquet files, or in memory where they are few.
 */
public abstract class StagedRows {
  private StagedRows() {}

  /** Rows in a folder, which is made with the first of them; whoever owns it deletes it. */
  public static StagedRows inFiles(SparkSession spark, Path folder) {
    return new StagedRows() {
      @Override
      public Dataset<Row> keep(String name, Dataset<Row> rows) {
        String path = new Path(folder, name).toString();
        // Texts and hashes hardly repeat: looking for repetitions is a tenth of the writing.
        DiskFull.told(
            folder,
            () ->
                rows.write()
                    .mode("overwrite")
                    .option("parquet.enable.dictionary", false)
                    // Whatever the cluster's own is: the files' size tells what is in memory.
                    .option("compression", "snappy")
                    .parquet(path));
        return spark.read().schema(rows.schema()).parquet(path);
      }

      @Override
      public Dataset<Row> cached(Dataset<Row> rows) {
        return rows;
      }
    };
  }

  /** Rows that the driver holds: for a few thousand. */
  public static StagedRows inMemory(SparkSession spark) {
    return new StagedRows() {
      @Override
      public Dataset<Row> keep(String name, Dataset<Row> rows) {
        return cached(rows);
      }

      @Override
      public Dataset<Row> cached(Dataset<Row> rows) {
        return spark.createDataFrame(rows.collectAsList(), rows.schema());
      }
    };
  }

  /**
   * The same rows, as they are now. A name stands for one result.
   *
   * @throws io.deltatune.core.error.UserError if the disk is full
   */
  public abstract Dataset<Row> keep(String name, Dataset<Row> rows);

  /** The same rows, which can be had from staged ones again: kept only where that is in memory. */
  public abstract Dataset<Row> cached(Dataset<Row> rows);
}
