package io.deltatune.cluster.train;

import static org.apache.spark.sql.functions.col;

import io.deltatune.data.row.ReferenceRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.run.ReferenceKey;
import io.deltatune.model.train.ReferenceFile.Sums;
import io.deltatune.model.train.ReferenceStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * What reference models made of pairs in all runs of a warehouse.
 *
 * @param key of this run's reference
 * @param runId of this run
 */
record ReferenceTable(Warehouse warehouse, ReferenceKey key, String runId)
    implements ReferenceStore {
  @Override
  public Map<String, Sums> known(Set<String> pairs) {
    if (!warehouse.exists(Tables.REFERENCE_LOG_PROBABILITIES)) {
      return Map.of();
    }
    // Brings a table of an earlier version to its present columns.
    warehouse.create(Tables.REFERENCE_LOG_PROBABILITIES);
    Dataset<Row> wanted =
        warehouse.spark().createDataset(List.copyOf(pairs), Encoders.STRING()).toDF("pair");
    Dataset<Row> rows =
        warehouse
            .read(Tables.REFERENCE_LOG_PROBABILITIES)
            .where(
                col("reference_model")
                    .equalTo(key.model())
                    .and(col("precision").equalTo(key.precision())));
    Dataset<Row> known =
        rows.join(wanted, rows.col("pair").equalTo(wanted.col("pair")), "left_semi");
    Map<String, Sums> sums = new HashMap<>();
    for (ReferenceRow row : warehouse.records(Tables.REFERENCE_LOG_PROBABILITIES, known)) {
      sums.put(row.pair(), new Sums(row.chosen(), row.rejected()));
    }
    return sums;
  }

  @Override
  public void keep(Map<String, Sums> sums) {
    Instant now = Instant.now();
    List<ReferenceRow> rows = new ArrayList<>();
    sums.forEach(
        (pair, sum) ->
            rows.add(
                new ReferenceRow(
                    key.model(), key.precision(), pair, sum.chosen(), sum.rejected(), runId, now)));
    warehouse.insertAbsent(Tables.REFERENCE_LOG_PROBABILITIES, rows);
  }
}
