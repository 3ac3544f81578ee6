package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** That no group and no cluster is on two sides, which holds after every run. */
public final class SplitCheck {
  private static final int MOST = 5;

  private SplitCheck() {}

  /**
   * What is on two sides, in words; nothing where all is well. At most a few are told.
   *
   * @param register rows with {@code group_key}, {@code cluster_key} and {@code split}: those of
   *     the table {@code splits}, and those that will be added
   */
  public static List<String> violations(Dataset<Row> register) {
    return register
        .select(explode(array(key("group_key"), key("cluster_key"))).as("of"), col("split"))
        .filter(col("of.key").isNotNull())
        .groupBy("of")
        .agg(min("split").as("one"), max("split").as("other"))
        .filter(col("one").notEqual(col("other")))
        .select(col("of.kind"), col("of.key"), col("one"), col("other"))
        .limit(MOST)
        .collectAsList()
        .stream()
        .map(
            row ->
                row.getString(0)
                    + " "
                    + row.getString(1)
                    + " is in the splits "
                    + row.getString(2)
                    + " and "
                    + row.getString(3))
        .toList();
  }

  private static Column key(String column) {
    return struct(lit(column).as("kind"), col(column).as("key"));
  }
}
