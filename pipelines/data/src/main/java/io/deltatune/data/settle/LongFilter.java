package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.udf;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.sketch.BloomFilter;

/**
 * A Bloom filter of numbers: lets the rows of a large table through that have one of them, and 1 %
 * of the others, before anything of it is shuffled.
 */
final class LongFilter {
  /**
   * The most numbers that the filter is made for: 60 MB. With more of them it lets more through.
   */
  private static final long LIMIT = 50_000_000;

  private final UserDefinedFunction mayHold;

  private LongFilter(UserDefinedFunction mayHold) {
    this.mayHold = mayHold;
  }

  /** The filter of a column's numbers. */
  static LongFilter of(Dataset<Row> rows, String column) {
    long count = Math.max(1000, Math.min(LIMIT, rows.count()));
    BloomFilter made = rows.stat().bloomFilter(column, count, 0.01);
    // Spark makes none of no rows.
    BloomFilter filter = made == null ? BloomFilter.create(1) : made;
    Broadcast<BloomFilter> shared =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(filter);
    UDF1<Long, Boolean> test = value -> value != null && shared.value().mightContainLong(value);
    return new LongFilter(udf(test, DataTypes.BooleanType));
  }

  /** Whether a number may be among them. */
  Column mayHold(Column number) {
    return mayHold.apply(number);
  }
}
